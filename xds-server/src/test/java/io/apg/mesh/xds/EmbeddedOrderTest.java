package io.apg.mesh.xds;

import static io.apg.mesh.xds.EmbeddedServer.CLUSTER;
import static io.apg.mesh.xds.EmbeddedServer.ENDPOINT;
import static io.apg.mesh.xds.EmbeddedServer.LISTENER;
import static io.apg.mesh.xds.EmbeddedServer.ROUTE;
import static io.apg.mesh.xds.EmbeddedServer.ack;
import static io.apg.mesh.xds.EmbeddedServer.assignment;
import static io.apg.mesh.xds.EmbeddedServer.cluster;
import static io.apg.mesh.xds.EmbeddedServer.names;
import static io.apg.mesh.xds.EmbeddedServer.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.apg.mesh.embed.GroupCache;
import io.apg.mesh.embed.ResourceSet;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Raw messages, delivered so that no request is lost: what they point to is found out. */
class EmbeddedOrderTest {
  private EmbeddedServer xds;
  private HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> stream;

  @BeforeEach
  void start() throws IOException {
    SessionSettings settings =
        SessionSettings.DEFAULT.withRelease(Duration.ofMillis(1), Duration.ofMillis(1));
    xds =
        EmbeddedServer.start(
            GroupCache.makeBeforeBreak(Node::cluster), builder -> builder.settings(n -> settings));
    stream = xds.delta();
  }

  @AfterEach
  void stop() {
    xds.close();
  }

  private static RouteConfiguration routes(String cluster) {
    RouteConfiguration.Builder routes = RouteConfiguration.newBuilder().setName("r");
    routes
        .addVirtualHostsBuilder()
        .setName("h")
        .addDomains("*")
        .addRoutesBuilder()
        .setRoute(RouteAction.newBuilder().setCluster(cluster))
        .getMatchBuilder()
        .setPrefix("/");
    return routes.build();
  }

  private static Listener tcp(String cluster) {
    Listener.Builder listener = Listener.newBuilder().setName("l");
    listener
        .addFilterChainsBuilder()
        .addFiltersBuilder()
        .setTypedConfig(Any.pack(TcpProxy.newBuilder().setCluster(cluster).build()));
    return listener.build();
  }

  private DeltaDiscoveryResponse take(String type, String... names) throws Exception {
    DeltaDiscoveryResponse response = stream.send(subscribe(type, names)).next();
    stream.send(ack(response));
    return response;
  }

  @Test
  void aRouteWaitsForItsClusterAndAClusterForItsRoute() throws Exception {
    xds.cache.publish("g", ResourceSet.of(cluster("a", 1), assignment("a", 1), routes("a")));
    take(CLUSTER);
    take(ENDPOINT, "a");
    take(LISTENER);
    DeltaDiscoveryResponse first = take(ROUTE, "r");
    assertThat(RouteConfiguration.parseFrom(first.getResources(0).getResource().getValue()))
        .isEqualTo(routes("a"));
    xds.cache.publish("g", ResourceSet.of(cluster("b", 1), assignment("b", 1), routes("b")));
    DeltaDiscoveryResponse clusters = stream.next();
    assertThat(names(clusters)).containsExactly("b");
    assertThat(clusters.getRemovedResourcesList()).isEmpty();
    stream.send(ack(clusters)).expectNothing();
    DeltaDiscoveryResponse load = stream.send(subscribe(ENDPOINT, "b")).next();
    stream.send(ack(load));
    DeltaDiscoveryResponse second = stream.next();
    assertThat(second.getTypeUrl()).isEqualTo(ROUTE);
    stream.send(ack(second));
    assertThat(stream.next().getRemovedResourcesList()).containsExactly("a");
  }

  @Test
  void aListenerWaitsForTheClusterOfItsTcpProxy() throws Exception {
    xds.cache.publish("g", ResourceSet.of(cluster("a", 1), assignment("a", 1), tcp("a")));
    take(CLUSTER);
    take(ENDPOINT, "a");
    take(LISTENER);
    take(ROUTE, "unused");
    xds.cache.update(
        "g", set -> set.edit().put(cluster("b", 1)).put(assignment("b", 1)).put(tcp("b")).build());
    DeltaDiscoveryResponse clusters = stream.next();
    assertThat(names(clusters)).containsExactly("b");
    stream.send(ack(clusters)).expectNothing();
    DeltaDiscoveryResponse load = stream.send(subscribe(ENDPOINT, "b")).next();
    stream.send(ack(load));
    assertThat(names(stream.next())).containsExactly("l");
  }

  @Test
  void whatCannotBeReadIsNotPublished() {
    xds.cache.publish("g", ResourceSet.of(cluster("a", 1)));
    ByteString senseless = ByteString.copyFromUtf8("no message");
    ResourceSet broken = ResourceSet.EMPTY.edit().put(XdsType.LISTENER, "bad", senseless).build();
    assertThatThrownBy(() -> xds.cache.publish("g", broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[type=LISTENER, name='bad'] cannot be read");
    Cluster.Builder renamed = cluster("a", 1).toBuilder();
    renamed.getEdsClusterConfigBuilder().setServiceName("other");
    assertThatThrownBy(() -> xds.cache.publish("g", ResourceSet.of(renamed.build())))
        .hasMessageContaining("eds_cluster_config.service_name: other");
    RouteConfiguration.Builder twice = routes("a").toBuilder();
    twice.addVirtualHosts(twice.getVirtualHosts(0));
    assertThatThrownBy(() -> xds.cache.publish("g", ResourceSet.of(twice.build())))
        .hasMessageContaining("virtual_hosts: two named 'h'");
    assertThat(xds.cache.get("g").orElseThrow().names(XdsType.CLUSTER)).containsExactly("a");
    GroupCache.asPublished(Node::cluster).publish("g", broken); // nobody looks
  }
}
