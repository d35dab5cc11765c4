package io.apg.mesh.interop.armeria;

import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.xds.XdsBootstrap;
import com.linecorp.armeria.xds.client.endpoint.XdsHttpPreprocessor;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Calls an HTTP service of the mesh again and again and says what came of it, one line a call:
 * {@code answer} and the name of who gave it, or {@code failure} and why. Ends by itself after five
 * minutes.
 */
public final class ArmeriaCaller {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private ArmeriaCaller() {}

  /** {@code args}: a file with an Envoy bootstrap in JSON, and the name to call. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String name = args[1];
    Instant end = Instant.now().plus(LONGEST);
    try (XdsBootstrap mesh = XdsBootstrap.of(bootstrap(Path.of(args[0])));
        XdsHttpPreprocessor routes = XdsHttpPreprocessor.ofListener(name, mesh)) {
      WebClient client = WebClient.of(routes);
      RequestHeaders headers = RequestHeaders.builder(HttpMethod.GET, "/").authority(name).build();
      while (Instant.now().isBefore(end)) {
        System.out.println(call(client, HttpRequest.of(headers)));
        Thread.sleep(5);
      }
    }
  }

  private static String call(WebClient client, HttpRequest request) {
    try {
      AggregatedHttpResponse answer = client.execute(request).aggregate().join();
      return answer.status().code() == 200
          ? "answer " + answer.headers().get("x-backend")
          : "failure " + answer.status();
    } catch (RuntimeException e) {
      return "failure " + e;
    }
  }

  private static Bootstrap bootstrap(Path file) throws IOException {
    Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
    JsonFormat.parser()
        .usingTypeRegistry(
            TypeRegistry.newBuilder().add(HttpProtocolOptions.getDescriptor()).build())
        .merge(Files.readString(file), bootstrap);
    return bootstrap.build();
  }
}
