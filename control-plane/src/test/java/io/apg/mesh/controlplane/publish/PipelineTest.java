package io.apg.mesh.controlplane.publish;

import static io.apg.mesh.controlplane.publish.RegistryFixture.route;
import static io.apg.mesh.controlplane.publish.RegistryFixture.service;
import static io.apg.mesh.controlplane.publish.RegistryFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.mapping.Finding;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a registry means for the proxies of each view. */
class PipelineTest extends PipelineFixture {
  @Test
  void aSidecarCallsServicesByNameAndByBareNameInItsOwnNamespaceOnly() throws Exception {
    apply(service("orders", "shop", "v1"), service("orders", "billing", "v1"));
    assertThat(host(SHOP, "orders").getDomainsList())
        .containsExactly("orders", "orders.shop", "orders.shop.mesh");
    assertThat(host(SHOP, "orders.billing").getDomainsList())
        .containsExactly("orders.billing", "orders.billing.mesh");
    assertThat(host(BILLING, "orders").getDomainsList()).contains("orders.billing");
    assertThat(host(BILLING, "orders").getRoutes(1).getRoute().getCluster())
        .isEqualTo("svc_orders_billing");
  }

  @Test
  void aTenantThatLostEverythingLooksAsOneThatNeverHadAnything() {
    Map<String, String> never = content(step(start(), MeshState.EMPTY, Set.of()));
    assertThat(never).isNotEmpty();
    apply(service("orders", "shop", "v1"));
    apply(new Change.Delete(ObjectKind.SERVICE, "orders.shop@v1", null));
    apply(endOfDelivery(store.state()));
    assertThat(content(pipeline)).isEqualTo(never);
  }

  @Test
  void aRouteWithoutHostsAppliesByNameToItsDestinationsAndToTheCatchAll() throws Exception {
    apply(
        service("orders", "shop", "v1"),
        service("users", "shop", "v1"),
        route("split", List.of(), "/", to("orders.shop@v1", 1)));
    assertThat(routes(SHOP, "orders").get(0)).contains("split");
    assertThat(routes(SHOP, "users")).noneMatch(name -> name.contains("split"));
    assertThat(routes(SHOP, "*")).anyMatch(name -> name.contains("split"));
    assertThat(routes(GATEWAY, "*")).anyMatch(name -> name.contains("split"));
  }

  @Test
  void aRouteWhoseHostIsAServicesNameStandsInFrontOfThatServicesDefault() throws Exception {
    apply(
        service("orders", "shop", "v1"),
        service("users", "shop", "v1"),
        route("taken", List.of("orders.shop"), "/a", to("users.shop@v1", 1)));
    assertThat(routes(SHOP, "orders")).hasSize(3);
    assertThat(host(SHOP, "orders").getRoutes(0).getRoute().getCluster()).isEqualTo("svc_users");
    assertThat(host(GATEWAY, "orders.shop").getRoutesCount()).isEqualTo(1);
    apply(new Change.Delete(ObjectKind.SERVICE, "orders.shop@v1", null));
    assertThat(host(SHOP, "orders.shop").getRoutesCount()).isEqualTo(1);
  }

  @Test
  void aGatewayHasOnlyTheClustersThatRoutesName() {
    apply(
        service("orders", "shop", "v1"),
        service("users", "shop", "v1"),
        route("api", List.of("api.example.com"), "/", to("orders.shop@v1", 1)));
    assertThat(view(pipeline.publication(), GATEWAY).resources(XdsType.CLUSTER))
        .extracting(Resource::name)
        .containsExactly("svc_orders");
    assertThat(view(pipeline.publication(), SHOP).resources(XdsType.CLUSTER))
        .extracting(Resource::name)
        .containsExactly("svc_orders", "svc_users");
  }

  @Test
  void aDeclaredReachSeesDependenciesOnly() throws Exception {
    apply(service("orders", "shop", "v1"), service("cart", "shop", "v1"));
    apply(service("users", "shop", "v1", Reach.DECLARED, List.of("svc_orders")));
    assertThat(hosts(NARROW)).extracting(VirtualHost::getName).containsExactly("*", "orders.shop");
    assertThat(hosts(SHOP)).hasSize(4);
  }

  @Test
  void aDependencyThatGoesAndComesBackBringsEveryVersionOfItsName() {
    apply(service("orders", "shop", "v1"), service("orders", "shop", "v2"));
    apply(service("users", "shop", "v1", Reach.DECLARED, List.of("svc_orders_v2")));
    List<String> both = List.of("svc_orders", "svc_orders_v2");
    assertThat(clusters(NARROW)).isEqualTo(both);
    apply(new Change.Delete(ObjectKind.SERVICE, "svc_orders_v2", null));
    assertThat(clusters(NARROW)).isEmpty();
    assertThat(codes()).contains(Finding.Code.DEPENDENCY_UNKNOWN);
    apply(service("orders", "shop", "v2"));
    assertThat(clusters(NARROW)).isEqualTo(both);
    assertThat(codes()).doesNotContain(Finding.Code.DEPENDENCY_UNKNOWN);
  }

  @Test
  void anInactiveDestinationLeavesTheSplitAndNoneLeftIs503() throws Exception {
    apply(
        service("orders", "shop", "v1"),
        service("orders", "shop", "v2"),
        route("split", List.of("api"), "/", to("orders.shop@v1", 9), to("orders.shop@v2", 1)));
    assertThat(
            host(GATEWAY, "api").getRoutes(0).getRoute().getWeightedClusters().getClustersCount())
        .isEqualTo(2);
    apply(new Change.SetStatus("svc_orders_v2", ServiceStatus.DRAINING, ""));
    assertThat(host(GATEWAY, "api").getRoutes(0).getRoute().getCluster()).isEqualTo("svc_orders");
    apply(new Change.SetStatus("svc_orders", ServiceStatus.INACTIVE, ""));
    assertThat(host(GATEWAY, "api").getRoutes(0).getDirectResponse().getStatus()).isEqualTo(503);
    assertThat(codes())
        .contains(Finding.Code.ROUTE_WITHOUT_DESTINATION, Finding.Code.DEFAULT_VERSION_INACTIVE);
  }

  @Test
  void aRouteShadowedWhereverItAppliesIsTold() {
    apply(
        service("orders", "shop", "v1", "10.0.0.1"),
        route("broad", List.of("a.example.com"), "/x", to("orders.shop@v1", 1)));
    assertThat(codes()).isEmpty();
    apply(
        new Change.PutRoute(
            Change.Mode.APPLY,
            new io.apg.mesh.registry.RouteSpec(
                null,
                "first",
                List.of("a.example.com"),
                null,
                "/",
                null,
                null,
                null,
                List.of(to("orders.shop@v1", 1)),
                null,
                null,
                null,
                10,
                null,
                null),
            null));
    assertThat(pipeline.findings("default"))
        .extracting(Finding::code, Finding::id)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Finding.Code.ROUTE_SHADOWED, "route_broad"));
    apply(route("broad", List.of("a.example.com", "b.example.com"), "/x", to("orders.shop@v1", 1)));
    assertThat(codes()).isEmpty();
  }

  @Test
  void aRouteThatProxiesWouldRefuseKeepsItsLastGoodFormOrIsAnswered503() throws Exception {
    // This store checks no expressions, as an older version might not have.
    apply(
        service("orders", "shop", "v1", "10.0.0.1"),
        regexRoute("kept", "a.example.com", "/kept/[0-9]+"),
        route("broad", List.of("a.example.com", "b.example.com"), "/", to("orders.shop@v1", 1)));
    apply(
        regexRoute("kept", "a.example.com", "/kept/[0-9"),
        regexRoute("never", "b.example.com", "/never/[0-9"));
    assertThat(host(GATEWAY, "a.example.com").getRoutes(1).getMatch().getSafeRegex().getRegex())
        .isEqualTo("/kept/[0-9]+");
    Route refused = host(GATEWAY, "b.example.com").getRoutes(1);
    assertThat(refused.getMatch().getPrefix()).isEqualTo("/never");
    assertThat(refused.getDirectResponse().getStatus()).isEqualTo(503);
    assertThat(codes())
        .contains(Finding.Code.ROUTE_INVALID)
        .doesNotContain(Finding.Code.DESTINATION_UNKNOWN);
  }

  private static Change regexRoute(String name, String host, String regex) {
    return new Change.PutRoute(
        Change.Mode.APPLY,
        new io.apg.mesh.registry.RouteSpec(
            null,
            name,
            List.of(host),
            io.apg.mesh.registry.MatchType.REGEX,
            regex,
            null,
            null,
            null,
            List.of(to("orders.shop@v1", 1)),
            null,
            null,
            null,
            null,
            null,
            null),
        null);
  }

  @Test
  void aNameWithSeveralAddressesSharesItsWeight() throws Exception {
    apply(service("orders", "shop", "v1", "orders.internal", "10.0.0.9"));
    String named =
        store.state().tenant("default").endpointsOf("svc_orders").keySet().stream()
            .filter(id -> id.contains("internal"))
            .findFirst()
            .orElseThrow();
    apply(new Change.ObserveAddresses(Map.of(named, List.of("10.1.0.1", "10.1.0.2"))));
    Resource resource = view(pipeline.publication(), SHOP).resource(XdsType.ENDPOINT, "svc_orders");
    assertThat(resource).isNotNull();
    var assignment =
        io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment.parseFrom(resource.body());
    Map<String, Integer> weights = new LinkedHashMap<>();
    assignment
        .getEndpointsList()
        .forEach(
            locality ->
                locality
                    .getLbEndpointsList()
                    .forEach(
                        endpoint ->
                            weights.put(
                                endpoint.getEndpoint().getAddress().getSocketAddress().getAddress(),
                                endpoint.getLoadBalancingWeight().getValue())));
    assertThat(weights.get("10.0.0.9")).isEqualTo(2 * weights.get("10.1.0.1"));
    assertThat(weights.get("10.1.0.1")).isEqualTo(weights.get("10.1.0.2"));
  }

  @Test
  void aLoadBalancerChangesTheClustersOfItsServices_andRoutesOnlyByItsAffinity() {
    apply(
        service("orders", "shop", "v1", "10.0.0.1"),
        service("users", "shop", "v1", "10.0.0.1"),
        route("api", List.of("api"), "/", to("orders.shop@v1", 1)),
        RegistryFixture.balancer("l", false));
    Map<String, String> before = content(pipeline);
    apply(RegistryFixture.balancer("l", false, "svc_orders"));
    assertThat(changed(before)).allMatch(name -> name.endsWith("CLUSTER svc_orders")).isNotEmpty();
    before = content(pipeline);
    apply(RegistryFixture.balancer("l", true));
    assertThat(changed(before))
        .contains(
            "default/sidecar/shop outbound orders.shop",
            "default/sidecar/shop outbound api",
            "default/gateway gateway api")
        .noneMatch(name -> name.endsWith("users.shop") || name.contains("LISTENER"));
    assertThat(codes()).isEmpty();
    apply(new Change.Delete(ObjectKind.LOAD_BALANCER, "lb_l", null));
    assertThat(codes()).containsExactly(Finding.Code.LOAD_BALANCER_UNKNOWN);
  }

  private List<String> changed(Map<String, String> before) {
    return content(pipeline).entrySet().stream()
        .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void theNameOfAServiceThatIsNotSeen_staysWithTheRouteThatNamesIt() throws Exception {
    apply(
        service("users", "shop", "v1", Reach.DECLARED, List.of(), "10.0.0.1"),
        service("orders", "billing", "v1", "10.0.0.1"),
        route("own", List.of("orders.billing"), "/", to("users.shop@v1", 1)));
    assertThat(routes(NARROW, "orders.billing")).containsExactly("route_own");
    apply(service("orders", "billing", "v2", "10.0.0.1"));
    assertThat(routes(NARROW, "orders.billing")).containsExactly("route_own");
  }

  @Test
  void aTcpServiceIsAPortOfEverySidecarThatSeesIt_andNoVirtualHost() throws Exception {
    apply(
        RegistryFixture.tcp("orders", "shop", "v1", 5432, "10.0.0.1"),
        service("users", "shop", "v1", Reach.DECLARED, List.of(), "10.0.0.1"));
    assertThat(ports(SHOP)).containsExactly("5432 [svc_orders]");
    assertThat(ports(BILLING)).containsExactly("5432 [svc_orders]");
    assertThat(ports(NARROW)).isEmpty();
    assertThat(ports(GATEWAY)).isEmpty();
    assertThat(hosts(SHOP)).extracting(VirtualHost::getName).containsExactly("*", "users.shop");
    apply(service("users", "shop", "v1", Reach.DECLARED, List.of("svc_orders"), "10.0.0.1"));
    assertThat(ports(NARROW)).containsExactly("5432 [svc_orders]");
    apply(
        route("own", List.of("orders.shop"), "/", to("users.shop@v1", 1)),
        RegistryFixture.tcp("orders", "shop", "v1", 5433, "10.0.0.1"));
    assertThat(ports(SHOP)).containsExactly("5433 [svc_orders]");
    assertThat(routes(SHOP, "orders")).containsExactly("route_own");
    apply(new Change.SetStatus("svc_orders", ServiceStatus.DRAINING, ""));
    assertThat(ports(SHOP)).isEmpty();
    assertThat(codes()).contains(Finding.Code.DEFAULT_VERSION_INACTIVE);
  }

  @Test
  void aPortFollowsTheDefaultVersion_andPassesToAnotherService() {
    apply(
        RegistryFixture.tcp("orders", "shop", "v1", 5432, "10.0.0.1"),
        RegistryFixture.tcp("orders", "shop", "v2", 5432, "10.0.0.1"),
        RegistryFixture.tcp("users", "shop", "v1", 6379, "10.0.0.1"));
    assertThat(ports(SHOP)).containsExactly("5432 [svc_orders]", "6379 [svc_users]");
    Map<String, String> before = content(pipeline);
    apply(
        RegistryFixture.tcp("orders", "shop", "v1", 6379, "10.0.0.1"),
        RegistryFixture.tcp("orders", "shop", "v2", 6379, "10.0.0.1"),
        RegistryFixture.tcp("users", "shop", "v1", 5432, "10.0.0.1"));
    assertThat(ports(SHOP)).containsExactly("5432 [svc_users]", "6379 [svc_orders]");
    assertThat(changed(before)).allMatch(name -> name.contains(" tcp ")).hasSize(6);
    apply(new Change.Delete(ObjectKind.SERVICE, "orders.shop@v1", null));
    assertThat(ports(SHOP)).containsExactly("5432 [svc_users]");
  }
}
