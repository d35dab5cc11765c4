package io.apg.mesh.controlplane.publish;

import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.DestinationSpec;
import io.apg.mesh.registry.EndpointSpec;
import io.apg.mesh.registry.HealthCheck;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.LoadBalancerSpec;
import io.apg.mesh.registry.MatchType;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.RouteSpec;
import io.apg.mesh.registry.ServiceSpec;
import io.apg.mesh.registry.ServiceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Short ways to say what a registry has, and a seeded generator of changes. */
final class RegistryFixture {
  private static final List<String> NAMESPACES = List.of("shop", "billing", "mesh");
  private static final List<String> NAMES = List.of("orders", "users", "cart");

  private RegistryFixture() {}

  static ApplyRequest request(Change... changes) {
    return request(List.of(changes));
  }

  static ApplyRequest request(List<Change> changes) {
    return new ApplyRequest("default", "test", "test", changes, true, null);
  }

  static Change service(String name, String namespace, String version, String... hosts) {
    return service(name, namespace, version, Reach.TENANT, List.of(), hosts);
  }

  static Change service(
      String name,
      String namespace,
      String version,
      Reach reach,
      List<String> dependencies,
      String... hosts) {
    return service(name, namespace, version, reach, dependencies, null, hosts);
  }

  static Change tcp(String name, String namespace, String version, int port, String... hosts) {
    return service(name, namespace, version, Reach.TENANT, List.of(), port, hosts);
  }

  private static Change service(
      String name,
      String namespace,
      String version,
      Reach reach,
      List<String> dependencies,
      @Nullable Integer port,
      String... hosts) {
    List<EndpointSpec> endpoints = new ArrayList<>();
    for (String host : hosts) {
      endpoints.add(endpoint(host));
    }
    return new Change.PutService(
        Change.Mode.APPLY,
        new ServiceSpec(
            null,
            name,
            version,
            namespace,
            null,
            null,
            port == null ? Protocol.HTTP : Protocol.TCP,
            port,
            null,
            reach,
            null,
            dependencies,
            null,
            null,
            null,
            endpoints),
        null);
  }

  private static EndpointSpec endpoint(String host) {
    return new EndpointSpec(null, host, 8080, null, null, null, null, null, null, null, null);
  }

  static Change route(String name, List<String> hosts, String prefix, DestinationSpec... to) {
    return new Change.PutRoute(
        Change.Mode.APPLY,
        new RouteSpec(
            null,
            name,
            hosts,
            MatchType.PREFIX,
            prefix,
            null,
            null,
            null,
            List.of(to),
            null,
            null,
            null,
            null,
            null,
            null),
        null);
  }

  static DestinationSpec to(String service, int weight) {
    return new DestinationSpec(null, service, weight);
  }

  static Change balancer(String name, boolean affinity, String... services) {
    return new Change.PutLoadBalancer(
        Change.Mode.APPLY,
        new LoadBalancerSpec(
            null,
            name,
            LoadBalancer.Algorithm.LEAST_REQUEST,
            affinity,
            null,
            HealthCheck.Spec.NONE,
            null,
            null,
            null,
            LoadBalancer.Limits.NONE,
            services.length == 0 ? null : List.of(services),
            null),
        null);
  }

  /** A random change; many are refused, as they name what is not there. */
  static Change random(Random random) {
    String name = pick(random, NAMES);
    String namespace = pick(random, NAMESPACES);
    String version = "v" + (1 + random.nextInt(2));
    String reference = name + "." + namespace + "@" + version;
    return switch (random.nextInt(11)) {
      case 0, 1 ->
          service(
              name,
              namespace,
              version,
              pick(random, List.of(Reach.values())),
              random.nextBoolean()
                  ? List.of()
                  : List.of(pick(random, NAMES) + ".shop@v" + (1 + random.nextInt(2))),
              "10.0.0." + (1 + random.nextInt(3)));
      case 2 -> new Change.Delete(ObjectKind.SERVICE, reference, null);
      case 3, 4 ->
          route(
              "r" + random.nextInt(5),
              pick(
                  random,
                  List.of(
                      List.of(),
                      List.of(name),
                      List.of(name + "." + namespace),
                      List.of(name + "." + namespace + ".mesh", "api.example.com"))),
              pick(random, List.of("/", "/a", "/a/b")),
              to(reference, 1 + random.nextInt(3)));
      case 5 -> new Change.Delete(ObjectKind.ROUTE, "route_r" + random.nextInt(5), null);
      case 6 ->
          new Change.SetStatus(
              "svc_" + name, pick(random, List.of(ServiceStatus.values())), "because");
      case 7 ->
          random.nextInt(3) == 0
              ? new Change.Delete(ObjectKind.LOAD_BALANCER, "lb_l" + random.nextInt(2), null)
              : balancer("l" + random.nextInt(2), random.nextBoolean(), "svc_" + name);
      case 8 -> tcp(name, namespace, version, 5000 + random.nextInt(3), "10.0.0.1");
      case 9 -> balancer("l" + random.nextInt(2), random.nextBoolean());
      default ->
          new Change.PutEndpoint(
              Change.Mode.APPLY, "svc_" + name, endpoint("10.0.1." + random.nextInt(4)), null);
    };
  }

  private static <T> T pick(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  static void mustApply(ApplyOutcome outcome) {
    if (outcome instanceof ApplyOutcome.Refused refused) {
      throw new AssertionError("refused: " + refused.problems());
    }
  }
}
