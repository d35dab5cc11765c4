package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.on_demand.v3.OnDemand;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A real Envoy that asks for a cluster when the first request needs it. */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class OnDemandOnEnvoyTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String BY_HOST = ":authority";

  @TempDir Path directory;
  private final MemorySource source = new MemorySource();
  private final EnvoyMesh mesh = new EnvoyMesh();
  private XdsServer server;
  private HttpServer backend;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server = XdsServer.builder(source).settings(node -> SessionSettings.DEFAULT).start();
    backend = TestOrigin.answering("here");
    port = TestOrigin.freePort();
    mesh.put(XdsType.LISTENER, "out", listener(), Refs.NONE, Warming.NOTHING);
  }

  @AfterEach
  void stop() {
    server.close(Duration.ofSeconds(2));
    backend.stop(0);
  }

  @Test
  void aClusterComesWithTheFirstRequestForIt_andNoOther() throws IOException {
    int at = backend.getAddress().getPort();
    source.publish(mesh.service("svc_od", at).service("svc_other", at).publish());
    try (RealEnvoy envoy = RealEnvoy.onDemand(directory, server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.status(port, "svc_od") == 200);
      assertThat(RealEnvoy.body(port, "svc_od")).isEqualTo("here");
      assertThat(envoy.admin("/clusters")).contains("svc_od").doesNotContain("svc_other");
      source.publish(mesh.service("svc_later", at).publish());
      await().atMost(SOON).until(() -> RealEnvoy.status(port, "svc_later") == 200);
      assertThat(envoy.admin("/clusters")).doesNotContain("svc_other");
    }
  }

  @Test
  void besideAWildcard_anUnknownNameIsToldAtOnce_andWorksWhenItComes() throws IOException {
    int at = backend.getAddress().getPort();
    source.publish(mesh.service("svc_a", at).publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, "DELTA_GRPC", server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.status(port, "svc_a") == 200);
      // Not after the lookup's timeout, which is longer than this client waits.
      assertThat(RealEnvoy.status(port, "svc_later")).isEqualTo(503);
      source.publish(mesh.service("svc_later", at).publish());
      await().atMost(SOON).until(() -> RealEnvoy.status(port, "svc_later") == 200);
      assertThat(RealEnvoy.status(port, "svc_a")).isEqualTo(200);
      assertThat(envoy.admin("/stats?filter=update_rejected")).doesNotContain(": 1");
    }
  }

  /** Every host is the name of a cluster. */
  private Listener listener() {
    OnDemand.Builder onDemand = OnDemand.newBuilder();
    onDemand.getOdcdsBuilder().setSource(EnvoyMesh.ADS).setTimeout(Durations.fromSeconds(60));
    RouteConfiguration routes =
        RouteConfiguration.newBuilder()
            .setName("by_host")
            .addVirtualHosts(
                VirtualHost.newBuilder()
                    .setName("any")
                    .addDomains("*")
                    .addRoutes(
                        Route.newBuilder()
                            .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                            .setRoute(RouteAction.newBuilder().setClusterHeader(BY_HOST))))
            .build();
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix("outbound")
            .setRouteConfig(routes)
            .addHttpFilters(filter("envoy.filters.http.on_demand", Any.pack(onDemand.build())))
            .addHttpFilters(
                filter("envoy.filters.http.router", Any.pack(Router.getDefaultInstance())))
            .build();
    return Listener.newBuilder()
        .setName("out")
        .setAddress(EnvoyMesh.address(port))
        .addFilterChains(
            FilterChain.newBuilder()
                .addFilters(
                    Filter.newBuilder()
                        .setName("envoy.filters.network.http_connection_manager")
                        .setTypedConfig(Any.pack(manager))))
        .build();
  }

  private static HttpFilter filter(String name, Any config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(config).build();
  }
}
