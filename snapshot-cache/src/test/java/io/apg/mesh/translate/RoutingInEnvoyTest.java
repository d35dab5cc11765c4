package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.PathMatch;
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
import io.apg.mesh.ir.ValueMatch;
import io.apg.mesh.ir.ValueMatch.Op;
import io.apg.mesh.ir.VirtualHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real sidecar sends requests where the routes of the IR say. */
final class RoutingInEnvoyTest {
  private static final Source SOURCE = new Source("service", "svc_a");
  private static final SocketAddress ANY_PORT = new SocketAddress("127.0.0.1", 0);
  private static final Retry RETRY = new Retry(List.of("connect-failure"), 2);

  private static Echo a;
  private static Echo b;
  private static Envoy envoy;
  private static RawHttp http;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    a = new Echo("a");
    b = new Echo("b");
    envoy = Envoy.start(folder, StaticConfig.of(Translated.of(mesh())));
    http = new RawHttp(envoy.port("outbound_127.0.0.1_0"));
  }

  @AfterAll
  static void stop() {
    if (envoy != null) {
      envoy.close();
    }
    a.close();
    b.close();
  }

  private static IrYaml mesh() throws java.io.IOException {
    VirtualHost host =
        new VirtualHost(
            "svc_a",
            List.of("a", "a.shop", "a.shop.mesh"),
            List.of(
                to("exact", path(new PathMatch.Exact("/exact"))),
                to("regex", path(new PathMatch.Regex("/users/[0-9]+"))),
                to("get", match("/method", List.of("GET"), List.of(), List.of())),
                to("put", match("/method", List.of("PUT", "DELETE"), List.of(), List.of())),
                to("x1", header(new ValueMatch("x", Op.EXACT, "1", false))),
                to("xa", header(new ValueMatch("x", Op.PREFIX, "a", false))),
                to("xr", header(new ValueMatch("x", Op.REGEX, "[5-7]+", false))),
                to("xp", header(new ValueMatch("x", Op.PRESENT, "", false))),
                to("xn", header(new ValueMatch("y", Op.EXACT, "1", true))),
                to(
                    "xe",
                    match(
                        "/empty",
                        List.of(),
                        List.of(new ValueMatch("z", Op.PREFIX, "", false)),
                        List.of())),
                to("q1", query(new ValueMatch("q", Op.EXACT, "1", false))),
                to("qa", query(new ValueMatch("q", Op.PREFIX, "a", false))),
                to("qr", query(new ValueMatch("q", Op.REGEX, "[5-7]+", false))),
                to("qp", query(new ValueMatch("q", Op.PRESENT, "", false))),
                to("nq1", notQuery("/nq1", new ValueMatch("q.", Op.EXACT, "1+1", true))),
                to("nqa", notQuery("/nqa", new ValueMatch("q", Op.PREFIX, "a", true))),
                to("nqr", notQuery("/nqr", new ValueMatch("q", Op.REGEX, "[5-7]+", true))),
                to("nqs", notQuery("/nqs", new ValueMatch("q", Op.REGEX, "^.*[^-a]\\W*$", true))),
                to("nqe", notQuery("/nqe", new ValueMatch("q", Op.PREFIX, "", true))),
                to("nqp", notQuery("/nqp", new ValueMatch("q", Op.PRESENT, "", true))),
                split("split", "/split", new Target("svc_a", 90), new Target("svc_b", 10)),
                split("zero", "/zero", new Target("svc_a", 0), new Target("svc_b", 10)),
                split("none", "/none", new Target("svc_a", 0)),
                split("dead", "/dead", new Target("svc_dead", 1)),
                new RouteEntry(
                    "gone",
                    path(new PathMatch.Prefix("/gone")),
                    new RouteAction.Respond(503, "route_gone: no active destination"),
                    SOURCE)));
    return new IrYaml(
        new Proxy.Sidecar(ANY_PORT, List.of()),
        List.of(upstream("svc_a"), upstream("svc_b"), upstream("svc_dead")),
        List.of(
            endpoints("svc_a", a.address()),
            endpoints("svc_b", b.address()),
            new EndpointGroup("svc_dead", List.of(), SOURCE)),
        List.of(host));
  }

  private static Upstream upstream(String name) {
    return new Upstream(name, UpstreamProtocol.HTTP1, SOURCE);
  }

  private static EndpointGroup endpoints(String cluster, SocketAddress at) {
    return new EndpointGroup(
        cluster,
        List.of(new UpstreamEndpoint(at.address(), at.port(), 1, "", 0, EndpointHealth.UNKNOWN)),
        SOURCE);
  }

  private static RouteMatch match(
      String prefix, List<String> methods, List<ValueMatch> headers, List<ValueMatch> query) {
    return new RouteMatch(new PathMatch.Prefix(prefix), methods, headers, query);
  }

  private static RouteMatch path(PathMatch path) {
    return new RouteMatch(path, List.of(), List.of(), List.of());
  }

  private static RouteMatch header(ValueMatch header) {
    return match("/header", List.of(), List.of(header), List.of());
  }

  private static RouteMatch query(ValueMatch query) {
    return match("/query", List.of(), List.of(), List.of(query));
  }

  private static RouteMatch notQuery(String prefix, ValueMatch query) {
    return match(prefix, List.of(), List.of(), List.of(query));
  }

  /** A route that says its own name: to tell routes apart without a cluster for each. */
  private static RouteEntry to(String key, RouteMatch match) {
    return new RouteEntry(key, match, new RouteAction.Respond(200, key), SOURCE);
  }

  private static RouteEntry split(String key, String prefix, Target... targets) {
    return new RouteEntry(
        key,
        path(new PathMatch.Prefix(prefix)),
        new RouteAction.Forward(List.of(targets), Duration.ZERO, RETRY, false),
        SOURCE);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /exact,                 '',     exact",
    "GET,    /exact?x=1,             '',     exact",
    "GET,    /exact/more,            '',     404",
    "GET,    /users/12,              '',     regex",
    "GET,    /users/12/x,            '',     404",
    "GET,    /method,                '',     get",
    "PUT,    /method,                '',     put",
    "DELETE, /method,                '',     put",
    "POST,   /method,                '',     404",
    "GET,    /header,                x: 1,   x1",
    "GET,    /header,                x: abc, xa",
    "GET,    /header,                x: 567, xr",
    "GET,    /header,                x: 5678, xp",
    "GET,    /header,                y: 2,   xn",
    "GET,    /header,                '',     xn",
    "GET,    /header,                y: 1,   404",
    "GET,    /empty,                 z: 1,   xe",
    "GET,    /empty,                 '',     404",
    "GET,    /query?q=1,             '',     q1",
    "GET,    /query?p=2&q=1,         '',     q1",
    "GET,    /query?q=abc,           '',     qa",
    "GET,    /query?q=567,           '',     qr",
    "GET,    /query?q=5678,          '',     qp",
    "GET,    /query?p=1,             '',     404",
    "GET,    /nq1,                   '',     nq1",
    "GET,    /nq1?q.=1,              '',     nq1",
    "GET,    /nq1?qx=1+1,            '',     nq1",
    "GET,    /nq1?q.=1+1,            '',     404",
    "GET,    /nq1?p=2&q.=1+1&r=3,    '',     404",
    "GET,    /nqa?q=b&p=a,           '',     nqa",
    "GET,    /nqa?q=abc&p=b,         '',     404",
    "GET,    /nqr?q=5x,              '',     nqr",
    "GET,    /nqr?q=567,             '',     404",
    "GET,    /nqs?q=xa&p=x,          '',     nqs",
    "GET,    /nqs?q=ax&p=a,          '',     404",
    "GET,    /nqs?q=x-..,            '',     404",
    "GET,    /nqe?p=1,               '',     nqe",
    "GET,    /nqe?q=1,               '',     404",
    "GET,    /nqp?p=1,               '',     nqp",
    "GET,    /nqp?q,                 '',     404",
    "GET,    /nqp?q=1,               '',     404",
    "GET,    /nowhere,               '',     404",
  })
  void takesTheRoute(String method, String path, String header, String expected) throws Exception {
    RawHttp.Answer answer =
        http.send(method, "a.shop", path, header.isEmpty() ? List.of() : List.of(header));
    assertThat(answer.status() == 200 ? answer.body() : String.valueOf(answer.status()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "a, 200",
    "A, 200",
    "a.shop:15001, 200",
    "a.shop.mesh, 200",
    "b, 404",
    "x.a.shop, 404",
  })
  void takesTheHost(String host, int expected) throws Exception {
    assertThat(http.get(host, "/exact").status()).isEqualTo(expected);
  }

  @Test
  void takesAbsoluteForm() throws Exception {
    assertThat(http.get("a.shop", "http://a.shop/exact").body()).isEqualTo("exact");
  }

  @Test
  void splitsByWeight() throws Exception {
    int requests = 1000;
    int toB = 0;
    for (int i = 0; i < requests; i++) {
      RawHttp.Answer answer = http.get("a", "/split");
      assertThat(answer.status()).isEqualTo(200);
      toB += answer.body().startsWith("b ") ? 1 : 0;
    }
    // Four standard deviations of a draw of 1,000 at 10 %.
    assertThat(toB).isCloseTo(100, within(38));
  }

  @Test
  void sendsNothingToWeightZero() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(http.get("a", "/zero").body()).isEqualTo("b /zero");
    }
  }

  @Test
  void answers503WhereNothingCanTakeTheRequest() throws Exception {
    assertThat(http.get("a", "/none").status()).isEqualTo(503);
    assertThat(http.get("a", "/none").body()).isEqualTo("no active destination");
    assertThat(http.get("a", "/gone").status()).isEqualTo(503);
    assertThat(http.get("a", "/gone").body()).isEqualTo("route_gone: no active destination");
    assertThat(http.get("a", "/dead").status()).isEqualTo(503);
  }

  @Test
  void leavesThePathToTheApplication() throws Exception {
    assertThat(http.get("a", "/zero/..//%61%2fb/./c").body()).isEqualTo("b /zero/..//%61%2fb/./c");
  }
}
