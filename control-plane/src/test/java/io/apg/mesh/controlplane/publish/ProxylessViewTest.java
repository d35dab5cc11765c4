package io.apg.mesh.controlplane.publish;

import static io.apg.mesh.controlplane.publish.RegistryFixture.route;
import static io.apg.mesh.controlplane.publish.RegistryFixture.service;
import static io.apg.mesh.controlplane.publish.RegistryFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry means for clients that are their own proxies. */
class ProxylessViewTest extends PipelineFixture {
  @Test
  void everyNameOfAServiceIsAListenerThatLeadsToItsVirtualHost() throws Exception {
    apply(
        service("orders", "shop", "v1"),
        service("orders", "billing", "v1"),
        route("api", List.of("api.example.com", "*.example.com"), "/", to("orders.shop@v1", 1)));
    assertThat(names(GRPC, XdsType.LISTENER))
        .containsExactly(
            "api.example.com",
            "orders",
            "orders.billing",
            "orders.billing.mesh",
            "orders.shop",
            "orders.shop.mesh");
    assertThat(names(GRPC, XdsType.ROUTE))
        .containsExactly("api.example.com", "orders.billing", "orders.shop");
    assertThat(leadsTo(GRPC, "orders")).isEqualTo("orders.shop");
    assertThat(leadsTo(PROXYLESS, "orders")).isEqualTo("orders.billing");
    assertThat(Listener.parseFrom(resource(GRPC, XdsType.LISTENER, "orders").body()).getName())
        .isEqualTo("orders");
    assertThat(view(pipeline.publication(), GRPC).templates()).isEmpty();
  }

  @Test
  void aNarrowReachHoldsForThemToo() {
    apply(
        service("orders", "shop", "v1"),
        service("cart", "shop", "v1"),
        service("users", "shop", "v1", Reach.DECLARED, List.of("svc_orders")));
    assertThat(names(NARROW_GRPC, XdsType.LISTENER))
        .containsExactly("orders", "orders.shop", "orders.shop.mesh");
    apply(
        service("orders", "shop", "v1"),
        service("users", "shop", "v1", Reach.DECLARED, List.of("svc_cart")));
    assertThat(names(NARROW_GRPC, XdsType.LISTENER))
        .containsExactly("cart", "cart.shop", "cart.shop.mesh");
    assertThat(names(NARROW_GRPC, XdsType.ROUTE)).containsExactly("cart.shop");
  }

  @Test
  void aNameMovesBetweenARouteAndAService() {
    apply(
        service("users", "shop", "v1"),
        route("own", List.of("orders", "orders.shop.mesh"), "/", to("users.shop@v1", 1)));
    assertThat(leadsTo(GRPC, "orders")).isEqualTo("orders");
    apply(service("orders", "shop", "v1"));
    assertThat(leadsTo(GRPC, "orders")).isEqualTo("orders.shop");
    assertThat(leadsTo(GRPC, "orders.shop.mesh")).isEqualTo("orders.shop");
    apply(new Change.Delete(ObjectKind.SERVICE, "svc_orders", null));
    assertThat(leadsTo(GRPC, "orders")).isEqualTo("orders");
    assertThat(leadsTo(GRPC, "orders.shop.mesh")).isEqualTo("orders.shop.mesh");
    assertThat(names(GRPC, XdsType.LISTENER)).doesNotContain("orders.shop");
  }

  @Test
  void aChangeTouchesWhatItIsAboutAndNothingElse() {
    apply(service("orders", "shop", "v1", "10.0.0.1"), service("users", "shop", "v1", "10.0.0.2"));
    View before = view(pipeline.publication(), GRPC);
    apply(service("orders", "shop", "v1", "10.0.0.3"));
    View after = view(pipeline.publication(), GRPC);
    for (XdsType type : XdsType.values()) {
      for (Resource resource : after.resources(type)) {
        boolean same = before.resource(type, resource.name()) == resource;
        boolean touched = type == XdsType.ENDPOINT && resource.name().equals("svc_orders");
        assertThat(same).as("%s %s", type, resource.name()).isEqualTo(!touched);
      }
    }
  }

  @Test
  void aRouteThatNobodyCanAnswerLeadsToAClusterWithoutEndpoints() throws Exception {
    apply(service("orders", "shop", "v1", "10.0.0.1"));
    apply(new Change.SetStatus("svc_orders", ServiceStatus.INACTIVE, ""));
    RouteConfiguration routes =
        RouteConfiguration.parseFrom(resource(GRPC, XdsType.ROUTE, "orders.shop").body());
    for (Route route : routes.getVirtualHosts(0).getRoutesList()) {
      assertThat(route.getRoute().getCluster()).isEqualTo("no_destination");
    }
    assertThat(names(GRPC, XdsType.ENDPOINT)).contains("no_destination");
    assertThat(names(PROXYLESS, XdsType.CLUSTER)).doesNotContain("no_destination");
  }

  /** The shape that grpc-java, grpc-js and their kin demand; one bad action refuses the whole. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverTheRegistryHolds_grpcGetsNothingThatItRefuses(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      var before = store.state();
      store.apply(RegistryFixture.request(RegistryFixture.random(random)));
      pipeline = step(pipeline, store.state(), differences(before, store.state()));
    }
    View view = view(pipeline.publication(), GRPC);
    assertThat(view.resources(XdsType.ROUTE)).isNotEmpty();
    for (Resource resource : view.resources(XdsType.ROUTE)) {
      for (var host : RouteConfiguration.parseFrom(resource.body()).getVirtualHostsList()) {
        host.getRoutesList().forEach(route -> assertTaken(route, view));
      }
    }
    for (Resource resource : view.resources(XdsType.CLUSTER)) {
      Cluster cluster = Cluster.parseFrom(resource.body());
      assertThat(cluster.getType()).isEqualTo(Cluster.DiscoveryType.EDS);
      assertThat(cluster.getLbPolicy())
          .isIn(Cluster.LbPolicy.ROUND_ROBIN, Cluster.LbPolicy.RING_HASH);
    }
    for (Resource resource : view.resources(XdsType.LISTENER)) {
      assertThat(view.resource(XdsType.ROUTE, leadsTo(GRPC, resource.name()))).isNotNull();
    }
  }

  private static void assertTaken(Route route, View view) {
    assertThat(route.getActionCase()).isEqualTo(Route.ActionCase.ROUTE);
    assertThat(route.getTypedPerFilterConfigMap()).isEmpty();
    assertThat(route.getMatch().getQueryParametersList()).isEmpty();
    assertThat(route.getMatch().getHeadersList()).noneMatch(h -> h.getName().startsWith(":"));
    if (route.getRoute().hasWeightedClusters()) {
      assertThat(route.getRoute().getWeightedClusters().getClustersList())
          .allMatch(share -> share.getWeight().getValue() > 0)
          .allMatch(share -> view.resource(XdsType.CLUSTER, share.getName()) != null);
    } else {
      assertThat(view.resource(XdsType.CLUSTER, route.getRoute().getCluster())).isNotNull();
    }
  }

  private List<String> names(ViewKey key, XdsType type) {
    return view(pipeline.publication(), key).resources(type).stream().map(Resource::name).toList();
  }

  private Resource resource(ViewKey key, XdsType type, String name) {
    Resource resource = view(pipeline.publication(), key).resource(type, name);
    assertThat(resource).as("%s %s", type, name).isNotNull();
    return resource;
  }

  private String leadsTo(ViewKey key, String listener) {
    return ((EncodedResource) resource(key, XdsType.LISTENER, listener))
        .refs()
        .routes()
        .iterator()
        .next();
  }
}
