package io.apg.mesh.translate;

import io.apg.mesh.ir.Affinity;
import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.LoadBalancing;
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
import io.apg.mesh.ir.VirtualHost;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Valid meshes, each a function of its seed. */
final class RandomMesh {
  private static final Source SOURCE = new Source("service", "svc");

  private final Random random;

  private RandomMesh(long seed) {
    this.random = new Random(seed);
  }

  static IrYaml of(long seed) {
    return new RandomMesh(seed).mesh();
  }

  private IrYaml mesh() {
    List<Upstream> upstreams =
        list(
            4, i -> new Upstream(cluster(i), pick(UpstreamProtocol.values()), balancing(), SOURCE));
    List<EndpointGroup> groups =
        upstreams.stream()
            .map(u -> new EndpointGroup(u.name(), list(6, i -> endpoint()), SOURCE))
            .toList();
    return new IrYaml(proxy(), upstreams, groups, list(4, this::host));
  }

  private <T> List<T> list(int atMost, IntFunction<T> item) {
    return IntStream.range(0, random.nextInt(atMost + 1)).mapToObj(item).toList();
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static String cluster(int i) {
    return "svc_" + i;
  }

  private Proxy proxy() {
    return random.nextBoolean()
        ? new Proxy.Gateway("edge", list(3, i -> new SocketAddress("127.0.0.1", 8080 + i)))
        : new Proxy.Sidecar(
            new SocketAddress("127.0.0.1", 15001),
            list(
                3,
                i ->
                    new Proxy.Inbound(
                        new SocketAddress("10.0.0.5", 8080 + i),
                        new SocketAddress("127.0.0.1", 9090 + i),
                        pick(UpstreamProtocol.values()))));
  }

  private UpstreamEndpoint endpoint() {
    return new UpstreamEndpoint(
        "10.0.0." + random.nextInt(4),
        9000 + random.nextInt(2),
        random.nextInt(100),
        random.nextBoolean() ? "" : "z" + random.nextInt(2),
        random.nextInt(4),
        pick(EndpointHealth.values()));
  }

  private VirtualHost host(int i) {
    return new VirtualHost("host" + i, List.of("h" + i, "h" + i + ".shop"), list(5, this::route));
  }

  private RouteEntry route(int i) {
    return new RouteEntry("route" + i, match(), action(), new Source("route", "route" + i));
  }

  private RouteMatch match() {
    String text = "/p" + random.nextInt(5);
    PathMatch path =
        pick(
            new PathMatch[] {
              new PathMatch.Prefix(text), new PathMatch.Exact(text), new PathMatch.Regex(text + "+")
            });
    return new RouteMatch(
        path, list(2, i -> "GET" + i), list(2, i -> value()), list(2, i -> value()));
  }

  private ValueMatch value() {
    ValueMatch.Op op = pick(ValueMatch.Op.values());
    String value = op == ValueMatch.Op.PRESENT ? "" : "v" + random.nextInt(3);
    return new ValueMatch("x" + random.nextInt(3), op, value, random.nextBoolean());
  }

  private LoadBalancing balancing() {
    return new LoadBalancing(
        pick(LoadBalancing.Algorithm.values()),
        new LoadBalancing.Limits(limit(), limit(), limit(), limit()),
        random.nextBoolean()
            ? null
            : new LoadBalancing.Outliers(1 + random.nextInt(3), Duration.ofSeconds(3)),
        random.nextBoolean() ? null : new Source("load_balancer", "lb"));
  }

  private @Nullable Integer limit() {
    return random.nextBoolean() ? null : Integer.valueOf(random.nextInt(3));
  }

  private @Nullable Affinity affinity() {
    return random.nextBoolean()
        ? null
        : new Affinity(pick(Affinity.Kind.values()), "c" + random.nextInt(2));
  }

  private RouteAction action() {
    if (random.nextInt(4) == 0) {
      return new RouteAction.Respond(503, random.nextBoolean() ? "" : "gone");
    }
    return new RouteAction.Forward(
        list(3, i -> new Target(cluster(random.nextInt(3)), random.nextInt(5), affinity())),
        Duration.ofMillis(random.nextInt(3) * 250L),
        new Retry(list(2, i -> "reset" + i), random.nextInt(3)),
        random.nextBoolean());
  }
}
