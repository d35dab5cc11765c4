package io.apg.mesh.controlplane.publish;

import static io.apg.mesh.controlplane.publish.RegistryFixture.route;
import static io.apg.mesh.controlplane.publish.RegistryFixture.service;
import static io.apg.mesh.controlplane.publish.RegistryFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Scopes of a view, and the route configurations to which they lead. */
class ScopedViewTest extends PipelineFixture {
  /** Scopes of a view, to what they lead. */
  private Map<String, String> scopes(ViewKey key) {
    Map<String, String> scopes = new TreeMap<>();
    for (Resource scope : view(pipeline.publication(), key).resources(XdsType.SCOPED_ROUTE)) {
      scopes.put(scope.name(), ((EncodedResource) scope).refs().routes().iterator().next());
    }
    return scopes;
  }

  private RouteConfig config(ViewKey key, String name) {
    Resource config = view(pipeline.publication(), key).resource(XdsType.ROUTE, name);
    assertThat(config).as("%s of %s", name, key).isInstanceOf(RouteConfig.class);
    return (RouteConfig) config;
  }

  private List<String> routes(ViewKey key, String config, String host) {
    var fragment = config(key, config).table().host(host);
    assertThat(fragment).isNotNull();
    List<String> keys = new ArrayList<>();
    fragment.routes().stream().map(RouteFragment::key).forEach(keys::add);
    return keys;
  }

  @Test
  void everyNameOfAServiceLeadsToIt() {
    apply(service("orders", "shop", "v1"));
    assertThat(scopes(SHOP))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "outbound|*", "outbound|*",
                "outbound|orders", "outbound|orders.shop",
                "outbound|orders.shop", "outbound|orders.shop",
                "outbound|orders.shop.mesh", "outbound|orders.shop"));
    assertThat(scopes(BILLING))
        .containsOnlyKeys("outbound|*", "outbound|orders.shop", "outbound|orders.shop.mesh");
    assertThat(routes(SHOP, "outbound|orders.shop", "orders.shop"))
        .containsExactly("orders.shop/idempotent", "orders.shop", "no_route");
  }

  @Test
  void aNameThatOnlyRoutesHaveIsWithTheServiceThatMayTakeIt() {
    apply(
        service("users", "shop", "v1"),
        route("own", List.of("orders", "orders.shop.mesh"), "/", to("users.shop@v1", 1)));
    assertThat(scopes(SHOP))
        .containsEntry("outbound|orders", "outbound|orders.shop")
        .containsEntry("outbound|orders.shop.mesh", "outbound|orders.shop")
        .doesNotContainKey("outbound|orders.shop");
    assertThat(scopes(BILLING)).containsEntry("outbound|orders", "outbound|orders.billing");
    assertThat(config(SHOP, "outbound|orders.shop").table().hostNames())
        .containsExactly("orders", "orders.shop.mesh");
    Map<String, String> before = scopes(SHOP);

    apply(service("orders", "shop", "v1"));
    assertThat(config(SHOP, "outbound|orders.shop").table().hostNames())
        .containsExactly("orders.shop");
    assertThat(scopes(SHOP)).containsAllEntriesOf(before);

    apply(new Change.Delete(ObjectKind.SERVICE, "orders.shop@v1", null));
    assertThat(scopes(SHOP)).isEqualTo(before);
    assertThat(config(SHOP, "outbound|orders.shop").table().hostNames())
        .containsExactly("orders", "orders.shop.mesh");
  }

  @Test
  void patternsAndTheCatchAllAreOne() {
    apply(
        service("users", "shop", "v1"),
        route("wild", List.of("*.example.com", "api.example.com"), "/", to("users.shop@v1", 1)));
    for (ViewKey key : List.of(SHOP, GATEWAY)) {
      String table = key == SHOP ? "outbound" : "gateway";
      assertThat(config(key, table + "|*").table().hostNames())
          .containsExactly("*", "*.example.com");
      assertThat(scopes(key))
          .containsEntry(table + "|api.example.com", table + "|api.example.com")
          .containsEntry(table + "|*", table + "|*")
          .doesNotContainKey(table + "|*.example.com");
      assertThat(config(key, table + "|api.example.com").table().host("api.example.com"))
          .isNotNull();
    }
  }

  @Test
  void whatIsGoneHasNeitherScopeNorRoutes() {
    apply(
        service("users", "shop", "v1"),
        route("one", List.of("one.example.com"), "/", to("users.shop@v1", 1)));
    assertThat(scopes(GATEWAY)).containsKey("gateway|one.example.com");
    apply(new Change.Delete(ObjectKind.ROUTE, "route_one", null));
    assertThat(scopes(GATEWAY)).containsOnlyKeys("gateway|*");
    assertThat(view(pipeline.publication(), GATEWAY).resources(XdsType.ROUTE))
        .extracting(Resource::name)
        .containsExactly("gateway|*");
  }

  @Test
  void anotherServiceChangesNothingOfThis() {
    apply(service("orders", "shop", "v1"), service("users", "shop", "v1"));
    RouteConfig before = config(SHOP, "outbound|orders.shop");
    apply(route("own", List.of("users.shop"), "/x", to("users.shop@v1", 1)));
    assertThat(config(SHOP, "outbound|orders.shop")).isSameAs(before);
    assertThat(config(BILLING, "outbound|users.shop"))
        .isNotSameAs(config(SHOP, "outbound|users.shop"));
  }
}
