package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.PathMatch;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.Retry;
import io.apg.mesh.ir.RouteAction;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.Target;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.UpstreamEndpoint;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.ir.VirtualHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real Envoys send requests to the same place whatever carries their routes. */
final class ScopedRoutingInEnvoyTest {
  private static final Source SOURCE = new Source("service", "svc_a");
  private static final int REQUESTS = 400;
  private static final List<List<String>> DOMAINS =
      List.of(
          List.of("a", "a.shop", "a.shop.mesh"),
          List.of("b.shop", "b.shop.mesh"),
          List.of("x.example.com"),
          List.of("*.example.com"),
          List.of("*.api.example.com"),
          List.of("*.org"),
          List.of("*"));
  private static final List<String> HOSTS =
      List.of(
          "a",
          "A",
          "a.shop:15001",
          "A.Shop.Mesh:80",
          "b",
          "b.shop",
          "x.example.com",
          "X.example.COM:8443",
          "y.example.com",
          "y.api.example.com",
          "Z.Y.api.example.com:1",
          "example.com",
          "w.org",
          "[::1]:80",
          "10.0.0.1:80",
          "gateway|*",
          "*",
          "nobody");
  private static final List<String> PATHS = List.of("/", "/p", "/p/q", "/r", "/s");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void goWhereOneTableSendsThem(long seed) throws Exception {
    Random random = new Random(seed);
    try (Echo echo = new Echo("echo")) {
      IrYaml mesh = mesh(random, echo.address());
      Path one = Files.createDirectory(folder.resolve("rds"));
      Path other = Files.createDirectory(folder.resolve("scoped"));
      try (Envoy table = Envoy.start(one, StaticConfig.of(Translated.of(mesh)));
          Envoy scoped =
              Envoy.start(other, StaticConfig.of(Translated.of(mesh.with(RouteCarrier.SCOPED))))) {
        RawHttp expected = new RawHttp(table.port("gateway_127.0.0.1_0"));
        RawHttp actual = new RawHttp(scoped.port("gateway_127.0.0.1_0"));
        int answered = 0;
        for (int i = 0; i < REQUESTS; i++) {
          String host = HOSTS.get(random.nextInt(HOSTS.size()));
          String path = PATHS.get(random.nextInt(PATHS.size()));
          String lie = "x-mesh-scope: gateway|" + HOSTS.get(random.nextInt(HOSTS.size()));
          RawHttp.Answer wanted = expected.get(host, path, lie);
          RawHttp.Answer got = actual.get(host, path, lie);
          assertThat(got.status()).as("%s %s", host, path).isEqualTo(wanted.status());
          assertThat(got.body()).as("%s %s", host, path).isEqualTo(wanted.body());
          answered += wanted.status() == 404 ? 0 : 1;
        }
        assertThat(answered).isBetween(REQUESTS / 10, REQUESTS * 9 / 10);
        assertThat(scoped.output()).doesNotContain("script log");
      }
    }
  }

  private static IrYaml mesh(Random random, SocketAddress application) {
    UpstreamEndpoint endpoint =
        new UpstreamEndpoint(
            application.address(), application.port(), 1, "", 0, EndpointHealth.UNKNOWN);
    List<VirtualHost> hosts = new ArrayList<>();
    for (List<String> domains : DOMAINS) {
      String name = domains.get(domains.size() - 1);
      if (random.nextInt(5) > 0) {
        hosts.add(new VirtualHost(name, domains, routes(random, name)));
      }
    }
    return new IrYaml(
        new Proxy.Gateway("edge", List.of(new SocketAddress("127.0.0.1", 0))),
        List.of(new Upstream("svc_a", UpstreamProtocol.HTTP1, SOURCE)),
        List.of(new EndpointGroup("svc_a", List.of(endpoint), SOURCE)),
        hosts);
  }

  /** Most say which virtual host they are in, some ask the application. */
  private static List<RouteEntry> routes(Random random, String host) {
    List<RouteEntry> routes = new ArrayList<>();
    for (int i = random.nextInt(3) + 1; i > 0; i--) {
      PathMatch path = new PathMatch.Prefix(PATHS.get(random.nextInt(PATHS.size())));
      RouteAction action =
          random.nextInt(4) > 0
              ? new RouteAction.Respond(200, host + " " + i)
              : new RouteAction.Forward(
                  List.of(new Target("svc_a", 1)), Duration.ZERO, new Retry(List.of(), 0), false);
      RouteMatch match = new RouteMatch(path, List.of(), List.of(), List.of());
      routes.add(new RouteEntry("r" + i, match, action, SOURCE));
    }
    return routes;
  }
}
