package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.Retry;
import io.apg.mesh.ir.RouteAction;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.Target;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.UpstreamEndpoint;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.ir.VirtualHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the listeners of a real sidecar and a real gateway do to requests. */
final class ListenersInEnvoyTest {
  private static final Source SOURCE = new Source("service", "svc_app");
  private static final SocketAddress ANY_PORT = new SocketAddress("127.0.0.1", 0);
  private static final Proxy GATEWAY = new Proxy.Gateway("edge", List.of(ANY_PORT));

  @TempDir Path folder;
  private Echo app;

  @BeforeEach
  void start() throws Exception {
    app = new Echo("app");
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private Proxy sidecar() {
    Proxy.Inbound inbound = new Proxy.Inbound(ANY_PORT, app.address(), UpstreamProtocol.HTTP1);
    return new Proxy.Sidecar(new SocketAddress("127.0.0.2", 0), List.of(inbound));
  }

  private Envoy envoy(Proxy proxy, TranslateOptions options) throws Exception {
    RouteAction toApp =
        new RouteAction.Forward(
            List.of(new Target("svc_app", 1)), Duration.ZERO, new Retry(List.of(), 0), false);
    SocketAddress at = app.address();
    UpstreamEndpoint endpoint =
        new UpstreamEndpoint(at.address(), at.port(), 1, "", 0, EndpointHealth.UNKNOWN);
    IrYaml mesh =
        new IrYaml(
            proxy,
            List.of(new Upstream("svc_app", UpstreamProtocol.HTTP1, SOURCE)),
            List.of(new EndpointGroup("svc_app", List.of(endpoint), SOURCE)),
            List.of(
                new VirtualHost(
                    "*",
                    List.of("*"),
                    List.of(new RouteEntry("all", RouteMatch.ALL, toApp, SOURCE)))));
    return Envoy.start(folder, StaticConfig.of(Translated.of(mesh, options)));
  }

  private static void assertPathsNormalised(RawHttp http) throws Exception {
    for (String path : List.of("/admin", "/x/../admin", "//admin", "/%61dmin", "/x/%2e%2e/admin")) {
      assertThat(http.get("app", path).body()).as(path).startsWith("app /admin");
    }
    RawHttp.Answer redirected = http.get("app", "/x%2f..%2fadmin");
    assertThat(redirected.status()).isEqualTo(307);
    assertThat(redirected.head()).contains("location: /admin");
  }

  @Test
  void inboundNormalisesPaths() throws Exception {
    try (Envoy envoy = envoy(sidecar(), TranslateOptions.DEFAULTS)) {
      assertPathsNormalised(new RawHttp(envoy.port("inbound_127.0.0.1_0")));
    }
  }

  @Test
  void gatewayNormalisesPaths() throws Exception {
    try (Envoy envoy = envoy(GATEWAY, TranslateOptions.DEFAULTS)) {
      assertPathsNormalised(new RawHttp(envoy.port("gateway_127.0.0.1_0")));
    }
  }

  @Test
  void gatewayBelievesNoForgedAddress() throws Exception {
    try (Envoy envoy = envoy(GATEWAY, TranslateOptions.DEFAULTS)) {
      RawHttp http = new RawHttp(envoy.port("gateway_127.0.0.1_0"));
      assertThat(http.get("app", "/", "x-forwarded-for: 6.6.6.6").body())
          .startsWith("app / 6.6.6.6,");
      assertThat(http.get("app", "/", "x-forwarded-for: 6.6.6.6", "x-forwarded-proto: https"))
          .extracting(RawHttp.Answer::status)
          .isEqualTo(200);
      await().untilAsserted(() -> assertThat(envoy.output()).contains("\"client\":\"127.0.0.1"));
      assertThat(envoy.output()).doesNotContain("\"client\":\"6.6.6.6");
    }
  }

  @Test
  void gatewayBelievesTheProxiesInFrontOfIt() throws Exception {
    TranslateOptions oneHop =
        new TranslateOptions(
            Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofMinutes(5), 10, 1);
    try (Envoy envoy = envoy(GATEWAY, oneHop)) {
      RawHttp http = new RawHttp(envoy.port("gateway_127.0.0.1_0"));
      http.get("app", "/", "x-forwarded-for: 6.6.6.6");
      await().untilAsserted(() -> assertThat(envoy.output()).contains("\"client\":\"6.6.6.6"));
    }
  }

  @Test
  void sidecarLogsErrorsOnly() throws Exception {
    try (Envoy envoy = envoy(sidecar(), TranslateOptions.DEFAULTS)) {
      RawHttp http = new RawHttp(envoy.port("inbound_127.0.0.1_0"));
      assertThat(http.get("app", "/good").status()).isEqualTo(200);
      app.close();
      assertThat(http.get("app", "/bad").status()).isEqualTo(503);
      await().untilAsserted(() -> assertThat(envoy.output()).contains("\"path\":\"/bad\""));
      assertThat(envoy.output()).contains("\"status\":503").doesNotContain("/good");
    }
  }

  @Test
  void websocketsPass() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      SocketAddress at = new SocketAddress("127.0.0.1", server.getLocalPort());
      Proxy.Inbound inbound = new Proxy.Inbound(ANY_PORT, at, UpstreamProtocol.HTTP1);
      Proxy sidecar = new Proxy.Sidecar(new SocketAddress("127.0.0.2", 0), List.of(inbound));
      try (Envoy envoy = envoy(sidecar, TranslateOptions.DEFAULTS)) {
        Thread speaker = new Thread(() -> upgradeOnce(server));
        speaker.setDaemon(true);
        speaker.start();
        RawHttp http = new RawHttp(envoy.port("inbound_127.0.0.1_0"));
        RawHttp.Answer answer = http.get("app", "/", "Connection: Upgrade", "Upgrade: websocket");
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.body()).isEqualTo("hello");
      }
    }
  }

  private static void upgradeOnce(ServerSocket server) {
    try (Socket client = server.accept()) {
      assertThat(client.getInputStream().read(new byte[4096])).isPositive();
      String answer =
          "HTTP/1.1 101 Switching Protocols\r\n"
              + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello";
      client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
