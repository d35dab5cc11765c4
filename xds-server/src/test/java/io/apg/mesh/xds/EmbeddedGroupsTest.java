package io.apg.mesh.xds;

import static io.apg.mesh.xds.EmbeddedServer.CLUSTER;
import static io.apg.mesh.xds.EmbeddedServer.ack;
import static io.apg.mesh.xds.EmbeddedServer.ask;
import static io.apg.mesh.xds.EmbeddedServer.cluster;
import static io.apg.mesh.xds.EmbeddedServer.clusters;
import static io.apg.mesh.xds.EmbeddedServer.names;
import static io.apg.mesh.xds.EmbeddedServer.node;
import static io.apg.mesh.xds.EmbeddedServer.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.embed.GroupCache;
import io.apg.mesh.embed.ResourceSet;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups of nodes, and sets that share a base. */
class EmbeddedGroupsTest {
  private EmbeddedServer xds;

  @BeforeEach
  void start() throws IOException {
    xds = EmbeddedServer.start(GroupCache.asPublished(Node::id), builder -> builder);
  }

  @AfterEach
  void stop() {
    xds.close();
  }

  private HandClient<DiscoveryRequest, DiscoveryResponse> stream(String node) {
    return xds.sotw().send(ask(CLUSTER).toBuilder().setNode(node(node)).build());
  }

  private static ResourceSet on(ResourceSet base, int own) {
    return ResourceSet.of(cluster("own", own)).edit().base(base).build();
  }

  @Test
  void groupsGetTheirOwnAndTheBase() throws Exception {
    ResourceSet base = ResourceSet.of(cluster("a", 1), cluster("z", 1));
    xds.cache.publish("one", on(base, 1));
    xds.cache.publish("two", on(base, 2));
    HandClient<DiscoveryRequest, DiscoveryResponse> one = stream("one");
    HandClient<DiscoveryRequest, DiscoveryResponse> two = stream("two");
    DiscoveryResponse first = one.next();
    DiscoveryResponse second = two.next();
    assertThat(clusters(first)).containsExactly("a", "own", "z");
    assertThat(clusters(second)).containsExactly("a", "own", "z");
    assertThat(first.getVersionInfo()).isNotEqualTo(second.getVersionInfo());
    xds.cache.publish("one", on(base, 3));
    assertThat(one.send(ack(first)).next().getVersionInfo()).isNotEqualTo(first.getVersionInfo());
    two.send(ack(second)).expectNothing();
    ResourceSet next = base.edit().put(cluster("n", 1)).remove(XdsType.CLUSTER, "z").build();
    xds.cache.updateAll(set -> set.edit().base(next).build());
    assertThat(clusters(one.next())).containsExactly("a", "n", "own");
    assertThat(clusters(two.next())).containsExactly("a", "n", "own");
  }

  @Test
  void theOwnOneHidesThatOfTheBase() throws Exception {
    ResourceSet base = ResourceSet.of(cluster("a", 1), cluster("own", 1));
    xds.cache.publish("one", base);
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> stream = xds.delta();
    stream.send(subscribe(CLUSTER).toBuilder().setNode(node("one")).build());
    DeltaDiscoveryResponse first = stream.next();
    assertThat(names(first)).containsExactly("a", "own");
    String system = first.getSystemVersionInfo();
    xds.cache.publish("one", on(base, 1)); // equal content in another place
    stream.send(ack(first)).expectNothing();
    xds.cache.publish("one", on(base, 2));
    DeltaDiscoveryResponse second = stream.next();
    assertThat(names(second)).containsExactly("own");
    assertThat(second.getSystemVersionInfo()).isNotEqualTo(system);
    xds.cache.update("one", set -> set.edit().remove(XdsType.CLUSTER, "own").build());
    DeltaDiscoveryResponse third = stream.send(ack(second)).next();
    assertThat(names(third)).containsExactly("own");
    assertThat(third.getSystemVersionInfo()).isEqualTo(system);
  }

  @Test
  void theCacheKnowsWhoFollows() throws Exception {
    assertThat(xds.cache.clear("one")).isFalse();
    HandClient<DiscoveryRequest, DiscoveryResponse> one = stream("one");
    await().atMost(Duration.ofSeconds(5)).until(() -> xds.cache.nodes("one").size() == 1);
    assertThat(xds.cache.groups()).isEmpty();
    xds.cache.publish("one", ResourceSet.of(cluster("a", 1)));
    assertThat(clusters(one.next())).containsExactly("a");
    assertThat(xds.cache.groups()).containsExactly("one");
    assertThat(xds.cache.get("one").orElseThrow().names(XdsType.CLUSTER)).containsExactly("a");
    one.cancel();
    await().atMost(Duration.ofSeconds(5)).until(() -> xds.cache.nodes("one").isEmpty());
    assertThat(xds.cache.clear("one")).isTrue();
    assertThat(xds.cache.get("one")).isEmpty();
  }
}
