package io.apg.mesh.translate;

import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.type.v3.Percent;
import java.time.Duration;
import java.util.List;

/** Makes clusters: of services (endpoints by EDS), and of the application beside a sidecar. */
final class Clusters {
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  private static final int UNLIMITED = -1; // uint32
  private static final double RETRY_BUDGET_PERCENT = 20;
  private static final int MIN_RETRIES = 10;
  private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(30);
  private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(5);

  private final TranslateOptions options;

  Clusters(TranslateOptions options) {
    this.options = options;
  }

  EncodedResource service(Upstream upstream) {
    Cluster.Builder cluster = common(upstream.name(), upstream.protocol());
    cluster.setType(Cluster.DiscoveryType.EDS);
    cluster.getEdsClusterConfigBuilder().setEdsConfig(Wire.ADS);
    // Removal from the registry is final: without this, an endpoint that still passes a proxy's
    // own health check keeps its traffic.
    cluster.setIgnoreHealthOnHostRemoval(true);
    return EncodedResource.of(
        XdsType.CLUSTER,
        upstream.name(),
        cluster.build(),
        Refs.NONE,
        List.of(new Origin(upstream.source().kind(), upstream.source().id())),
        Warming.ENDPOINTS);
  }

  EncodedResource application(Proxy.Inbound inbound, String name) {
    Cluster.Builder cluster =
        common(name, inbound.protocol()).setType(Cluster.DiscoveryType.STATIC);
    ClusterLoadAssignment.Builder load = cluster.getLoadAssignmentBuilder().setClusterName(name);
    load.addEndpointsBuilder()
        .addLbEndpointsBuilder()
        .getEndpointBuilder()
        .setAddress(Wire.address(inbound.app()));
    return EncodedResource.of(
        XdsType.CLUSTER, name, cluster.build(), Refs.NONE, List.of(), Warming.NOTHING);
  }

  private Cluster.Builder common(String name, UpstreamProtocol protocol) {
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName(name)
            .setConnectTimeout(Wire.duration(options.connectTimeout()))
            .setLbPolicy(Cluster.LbPolicy.ROUND_ROBIN)
            .setCircuitBreakers(openCircuit())
            .putTypedExtensionProtocolOptions(HTTP_OPTIONS, Wire.any(httpOptions(protocol)));
    cluster
        .getCommonLbConfigBuilder()
        .setHealthyPanicThreshold(Percent.newBuilder().setValue(options.healthyPanicPercent()));
    return cluster;
  }

  /** No limit but one on retries; Envoy's own defaults (1024, 3) apply though nobody asked. */
  private static CircuitBreakers openCircuit() {
    CircuitBreakers.Builder breakers = CircuitBreakers.newBuilder();
    CircuitBreakers.Thresholds.Builder thresholds =
        breakers
            .addThresholdsBuilder()
            .setPriority(RoutingPriority.DEFAULT)
            .setMaxConnections(Wire.uint32(UNLIMITED))
            .setMaxPendingRequests(Wire.uint32(UNLIMITED))
            .setMaxRequests(Wire.uint32(UNLIMITED))
            .setMaxRetries(Wire.uint32(UNLIMITED));
    thresholds
        .getRetryBudgetBuilder()
        .setBudgetPercent(Percent.newBuilder().setValue(RETRY_BUDGET_PERCENT))
        .setMinRetryConcurrency(Wire.uint32(MIN_RETRIES));
    return breakers.build();
  }

  private HttpProtocolOptions httpOptions(UpstreamProtocol protocol) {
    HttpProtocolOptions.Builder http = HttpProtocolOptions.newBuilder();
    http.getCommonHttpProtocolOptionsBuilder()
        .setIdleTimeout(Wire.duration(options.upstreamIdleTimeout()));
    switch (protocol) {
      case HTTP1 ->
          http.getExplicitHttpConfigBuilder()
              .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance());
      case HTTP2, GRPC ->
          http.getExplicitHttpConfigBuilder().setHttp2ProtocolOptions(http2WithKeepalive());
    }
    return http.build();
  }

  private static Http2ProtocolOptions http2WithKeepalive() {
    Http2ProtocolOptions.Builder http2 = Http2ProtocolOptions.newBuilder();
    http2
        .getConnectionKeepaliveBuilder()
        .setInterval(Wire.duration(KEEPALIVE_INTERVAL))
        .setTimeout(Wire.duration(KEEPALIVE_TIMEOUT));
    return http2.build();
  }
}
