package io.apg.mesh.controlplane.publish;

import static io.apg.mesh.controlplane.publish.RegistryFixture.balancer;
import static io.apg.mesh.controlplane.publish.RegistryFixture.route;
import static io.apg.mesh.controlplane.publish.RegistryFixture.service;
import static io.apg.mesh.controlplane.publish.RegistryFixture.tcp;
import static io.apg.mesh.controlplane.publish.RegistryFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What proxies still get of what was removed. */
class LeavingTest extends PipelineFixture {
  private static Change delete(String id) {
    return new Change.Delete(ObjectKind.SERVICE, id, null);
  }

  private void endDelivery() {
    apply(endOfDelivery(store.state()));
  }

  private Resource resource(ViewKey key, XdsType type, String name) {
    Resource resource = view(pipeline.publication(), key).resource(type, name);
    assertThat(resource).as("%s of %s", name, key).isNotNull();
    return resource;
  }

  private Map<String, String> endpoints(ViewKey key, String service) throws Exception {
    Map<String, String> endpoints = new TreeMap<>();
    ClusterLoadAssignment load =
        ClusterLoadAssignment.parseFrom(resource(key, XdsType.ENDPOINT, service).body());
    for (var locality : load.getEndpointsList()) {
      for (LbEndpoint endpoint : locality.getLbEndpointsList()) {
        endpoints.put(
            endpoint.getEndpoint().getAddress().getSocketAddress().getAddress(),
            endpoint.getHealthStatus().name());
      }
    }
    return endpoints;
  }

  @Test
  void aDeletedServiceKeepsItsClusterAsItWas_withoutANameOrAFinding() {
    apply(
        service("orders", "shop", "v1", "10.0.0.1"),
        service("users", "shop", "v1", "10.0.0.2"),
        balancer("l", true, "svc_orders"));
    Resource cluster = resource(SHOP, XdsType.CLUSTER, "svc_orders");
    Resource endpoints = resource(SHOP, XdsType.ENDPOINT, "svc_orders");
    assertThat(cluster.isLeaving()).isFalse();
    apply(delete("svc_orders"), new Change.Delete(ObjectKind.LOAD_BALANCER, "lb_l", null));
    Resource leaving = resource(SHOP, XdsType.CLUSTER, "svc_orders");
    assertThat(leaving.version()).isEqualTo(cluster.version());
    assertThat(leaving.isLeaving()).isTrue();
    assertThat(resource(SHOP, XdsType.ENDPOINT, "svc_orders").version())
        .isEqualTo(endpoints.version());
    assertThat(clusters(BILLING)).contains("svc_orders");
    assertThat(clusters(GATEWAY)).isEmpty();
    assertThat(hostNames(SHOP)).noneMatch(name -> name.contains("orders"));
    assertThat(codes()).isEmpty();
    endDelivery();
    assertThat(clusters(SHOP)).containsExactly("svc_users");
    assertThat(view(pipeline.publication(), SHOP).resource(XdsType.ENDPOINT, "svc_orders"))
        .isNull();
  }

  @Test
  void aServiceThatIsBackLeavesNoMore() {
    apply(service("orders", "shop", "v1", "10.0.0.1"));
    apply(delete("svc_orders"));
    apply(service("orders", "shop", "v1", "10.0.0.1"));
    assertThat(resource(SHOP, XdsType.CLUSTER, "svc_orders").isLeaving()).isFalse();
  }

  @Test
  void whatARouteLedToStaysWhereOnlyTheRouteHadBroughtIt() {
    apply(
        service("orders", "shop", "v1", "10.0.0.1"),
        service("cart", "shop", "v1", "10.0.0.2"),
        service("users", "shop", "v1", Reach.DECLARED, List.of(), "10.0.0.3"),
        route("r", List.of("api.example.com"), "/", to("svc_orders", 1)));
    assertThat(clusters(GATEWAY)).containsExactly("svc_orders");
    apply(route("r", List.of("api.example.com"), "/", to("svc_cart", 1)));
    assertThat(clusters(GATEWAY)).containsExactly("svc_cart", "svc_orders");
    assertThat(clusters(NARROW)).containsExactly("svc_cart", "svc_orders");
    assertThat(resource(GATEWAY, XdsType.CLUSTER, "svc_orders").isLeaving())
        .as("the service is there")
        .isFalse();
    apply(delete("svc_orders"));
    assertThat(clusters(GATEWAY)).containsExactly("svc_cart", "svc_orders");
    assertThat(resource(GATEWAY, XdsType.CLUSTER, "svc_orders").isLeaving()).isTrue();
    endDelivery();
    assertThat(clusters(GATEWAY)).containsExactly("svc_cart");
    assertThat(clusters(NARROW)).containsExactly("svc_cart");
  }

  @Test
  void theListenerOfATcpServiceGoes_andItsClusterStays() {
    apply(tcp("db", "shop", "v1", 5432, "10.0.0.1"));
    assertThat(ports(SHOP)).containsExactly("5432 [svc_db]");
    apply(delete("svc_db"));
    assertThat(ports(SHOP)).isEmpty();
    assertThat(clusters(SHOP)).containsExactly("svc_db");
    endDelivery();
    assertThat(clusters(SHOP)).isEmpty();
  }

  @Test
  void aRemovedEndpointDrains_untilItIsBackOrItsTimeIsOver() throws Exception {
    apply(service("orders", "shop", "v1", "10.0.0.1", "10.0.0.2"));
    apply(service("orders", "shop", "v1", "10.0.0.2", "10.0.0.3"));
    assertThat(endpoints(SHOP, "svc_orders"))
        .isEqualTo(Map.of("10.0.0.1", "DRAINING", "10.0.0.2", "UNKNOWN", "10.0.0.3", "UNKNOWN"));
    apply(service("orders", "shop", "v1", "10.0.0.1"));
    assertThat(endpoints(SHOP, "svc_orders"))
        .isEqualTo(Map.of("10.0.0.1", "UNKNOWN", "10.0.0.2", "DRAINING", "10.0.0.3", "DRAINING"));
    apply(service("orders", "shop", "v1"));
    assertThat(endpoints(SHOP, "svc_orders").values()).containsOnly("DRAINING");
    endDelivery();
    assertThat(endpoints(SHOP, "svc_orders")).isEmpty();
  }

  @Test
  void theEndpointsOfADeletedServiceDoNotDrain() throws Exception {
    apply(service("orders", "shop", "v1", "10.0.0.1", "10.0.0.2"));
    apply(service("orders", "shop", "v1", "10.0.0.1"));
    apply(delete("svc_orders"));
    assertThat(endpoints(SHOP, "svc_orders"))
        .isEqualTo(Map.of("10.0.0.1", "UNKNOWN", "10.0.0.2", "DRAINING"));
  }

  private List<String> hostNames(ViewKey key) {
    return List.copyOf(view(pipeline.publication(), key).table("outbound").hostNames());
  }
}
