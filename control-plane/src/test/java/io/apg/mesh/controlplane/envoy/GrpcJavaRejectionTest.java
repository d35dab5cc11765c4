package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.process.Await;
import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.Retry;
import io.apg.mesh.ir.RouteAction;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.Target;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.UpstreamEndpoint;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.session.Nack;
import io.apg.mesh.snapshot.Binding;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.OwnResources;
import io.apg.mesh.snapshot.Publication;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.SnapshotCache;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.GrpcBootstrap;
import io.apg.mesh.translate.NodeMetadata;
import io.apg.mesh.translate.TranslateOptions;
import io.apg.mesh.translate.Translator;
import io.apg.mesh.xds.XdsServer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.pcollections.HashTreePMap;

/** What grpc-java refuses; no object of the product makes such a thing, so it is served raw. */
class GrpcJavaRejectionTest {
  private static final String HOST = "orders.shop";
  private static final Source ORDERS = new Source("service", "svc_orders");
  private static final Upstream UPSTREAM =
      new Upstream("svc_orders", UpstreamProtocol.GRPC, ORDERS);

  private final Translator translator = new Translator(TranslateOptions.DEFAULTS);
  private final SnapshotCache cache =
      new SnapshotCache(node -> new Binding("all", OwnResources.NONE, Set.of()), () -> {});
  private View view = View.empty(0);

  @Test
  void aRefusedClusterIsToldWithItsAuthor_andHoldsBackNothingElse() throws Exception {
    publish(
        view.edit()
            .put(translator.apiListener(HOST, HOST))
            .put(translator.apiRoutes(translator.grpcVirtualHost(host())))
            .put(translator.grpcCluster(UPSTREAM)));
    try (GrpcEcho one = GrpcEcho.start("one");
        GrpcEcho two = GrpcEcho.start("two")) {
      publish(view.edit().put(endpoints(one)));
      XdsServer server = XdsServer.builder(cache).start();
      try (GrpcCaller caller = caller(server);
          GrpcLoad load = GrpcLoad.on(caller.channel())) {
        load.awaitAnswers("one", 20);
        publish(view.edit().put(refused()));
        assertThat(Await.holds(Mesh.LATER, () -> refusal(server) != null)).isTrue();
        Nack nack = refusal(server);
        assertThat(nack.names()).containsExactly("svc_orders");
        assertThat(nack.origins()).containsExactly(new Origin("load_balancer", "lb_bad"));
        assertThat(nack.message()).contains("MAGLEV");

        publish(view.edit().put(endpoints(two)));
        load.awaitAnswers("two", 50);
        publish(view.edit().put(translator.grpcCluster(UPSTREAM)));
        assertThat(Await.holds(Mesh.LATER, () -> refusal(server) == null)).isTrue();
        load.awaitAnswers("two", 50);
        load.stopWithoutFailure();
      } finally {
        server.close(Duration.ofSeconds(1));
      }
    }
  }

  private static GrpcCaller caller(XdsServer server) {
    GrpcBootstrap bootstrap =
        new GrpcBootstrap(
            "svc_caller~raw", "caller", NodeMetadata.DEFAULTS, "127.0.0.1:" + server.port());
    return GrpcCaller.of(bootstrap.tree(), "svc_caller~raw", HOST);
  }

  private static @Nullable Nack refusal(XdsServer server) {
    return server.streams().list().get(0).session().of(XdsType.CLUSTER).error();
  }

  private void publish(View.Edit edit) {
    long id = cache.current().id() + 1;
    view = edit.build(id);
    cache.publish(new Publication(id, id, HashTreePMap.singleton("all", view)));
  }

  private static VirtualHost host() {
    RouteAction action =
        new RouteAction.Forward(
            List.of(new Target("svc_orders", 1)), Duration.ZERO, new Retry(List.of(), 0), true);
    return new VirtualHost(
        HOST, List.of(HOST), List.of(new RouteEntry("all", RouteMatch.ALL, action, ORDERS)));
  }

  private EncodedResource endpoints(GrpcEcho application) {
    UpstreamEndpoint endpoint =
        new UpstreamEndpoint("127.0.0.1", application.port(), 1, "", 0, EndpointHealth.UNKNOWN);
    return translator.endpoints(new EndpointGroup("svc_orders", List.of(endpoint), ORDERS));
  }

  private static EncodedResource refused() {
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName("svc_orders")
            .setType(Cluster.DiscoveryType.EDS)
            .setLbPolicy(Cluster.LbPolicy.MAGLEV);
    cluster.getEdsClusterConfigBuilder().getEdsConfigBuilder().getAdsBuilder();
    return EncodedResource.of(
        XdsType.CLUSTER,
        "svc_orders",
        cluster.build(),
        Refs.NONE,
        List.of(new Origin("load_balancer", "lb_bad")),
        Warming.ENDPOINTS);
  }
}
