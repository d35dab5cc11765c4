package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running Envoy with an ADS bootstrap. Closing it fails where it has waited in vain for
 * something, as for a forgotten load assignment.
 */
final class RealEnvoy implements AutoCloseable {
  private final Process process;
  private final String admin;
  private final Path log;

  private RealEnvoy(Process process, String admin, Path log) {
    this.process = process;
    this.admin = admin;
    this.log = log;
  }

  static RealEnvoy start(Path directory, String apiType, int xdsPort) throws IOException {
    return start(directory, "test~1", apiType, xdsPort);
  }

  static RealEnvoy start(Path directory, String id, String apiType, int xdsPort)
      throws IOException {
    String bootstrap =
        """
        node: {id: "%s", cluster: test}
        admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
        dynamic_resources:
          ads_config: {api_type: %s, transport_api_version: V3, set_node_on_first_message_only: true,
            grpc_services: [{envoy_grpc: {cluster_name: cp, retry_policy: {retry_back_off: {base_interval: 0.1s, max_interval: 0.5s}}}}]}
          cds_config: {resource_api_version: V3, ads: {}}
          lds_config: {resource_api_version: V3, ads: {}}
        static_resources: {clusters: [{name: cp, type: STATIC, connect_timeout: 1s,
          typed_extension_protocol_options: {envoy.extensions.upstreams.http.v3.HttpProtocolOptions: {"@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions, explicit_http_config: {http2_protocol_options: {}}}},
          load_assignment: {cluster_name: cp, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}}]}]}}]}
        """
            .formatted(id, apiType, xdsPort);
    Path config = Files.writeString(directory.resolve("bootstrap.yaml"), bootstrap);
    Path adminFile = directory.resolve("admin");
    Path log = directory.resolve("envoy.log");
    Process process =
        new ProcessBuilder(
                System.getenv("ENVOY_PATH"),
                "-c",
                config.toString(),
                "--use-dynamic-base-id",
                "--concurrency",
                "1",
                "--admin-address-path",
                adminFile.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.exists(adminFile) && Files.size(adminFile) > 0);
    return new RealEnvoy(process, Files.readString(adminFile), log);
  }

  private List<String> waitedInVainFor() {
    return admin("/stats?filter=init_fetch_timeout")
        .lines()
        .filter(line -> !line.endsWith(": 0"))
        .toList();
  }

  /** An admin page. */
  String admin(String path) {
    return get("http://" + admin + path, "").body();
  }

  /** The value of a counter or gauge; 0 where it does not exist. */
  long stat(String name) {
    for (String line : admin("/stats?filter=" + name).lines().toList()) {
      if (line.startsWith(name + ": ")) {
        return Long.parseLong(line.substring(name.length() + 2).strip());
      }
    }
    return 0;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** A request through a listener of this Envoy; status 0 = it could not be sent. */
  static int status(int port, String host) {
    return get("http://127.0.0.1:" + port + "/", host).statusCode();
  }

  static String body(int port, String host) {
    return get("http://127.0.0.1:" + port + "/", host).body();
  }

  private record Answer(int statusCode, String body) {}

  private static final HttpClient CLIENT;

  static {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    CLIENT = HttpClient.newHttpClient();
  }

  private static Answer get(String url, String host) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5));
    if (!host.isEmpty()) {
      request.header("Host", host);
    }
    try {
      HttpResponse<String> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      return new Answer(0, "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(0, "");
    }
  }

  @Override
  public void close() {
    List<String> vain = waitedInVainFor();
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(vain).isEmpty();
  }
}
