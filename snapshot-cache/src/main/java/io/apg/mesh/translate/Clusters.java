package io.apg.mesh.translate;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.HealthChecks;
import io.apg.mesh.ir.LoadBalancing;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.Warming.Probe;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.type.v3.Percent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes clusters: of services, and of the application beside a sidecar. */
final class Clusters {
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(30);
  private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(5);

  /** A connection may be silent for ever; one whose other end is gone is found within minutes. */
  private static final TcpKeepalive TCP_KEEPALIVE =
      TcpKeepalive.newBuilder()
          .setKeepaliveTime(Wire.uint32(300))
          .setKeepaliveInterval(Wire.uint32(30))
          .setKeepaliveProbes(Wire.uint32(4))
          .build();

  private final TranslateOptions options;

  Clusters(TranslateOptions options) {
    this.options = options;
  }

  EncodedResource service(Upstream upstream) {
    LoadBalancing balancing = upstream.balancing();
    Cluster.Builder cluster = common(upstream.name(), upstream.protocol());
    Balancing.set(cluster, balancing);
    Warming warming = endpoints(cluster, upstream.named());
    HealthChecks checks = balancing.checks();
    if (checks != null) {
      cluster.addHealthChecks(ActiveChecks.of(checks, upstream.protocol()));
      warming = warming.and(Probe.HEALTH_CHECK, ActiveChecks.bound(checks));
    }
    // Removal from the registry is final: without this, an endpoint that still passes a proxy's
    // own health check keeps its traffic.
    cluster.setIgnoreHealthOnHostRemoval(true);
    return EncodedResource.of(
        XdsType.CLUSTER,
        upstream.name(),
        cluster.build(),
        Refs.NONE,
        origins(upstream.source(), balancing.source()),
        warming);
  }

  private Warming endpoints(Cluster.Builder cluster, @Nullable EndpointGroup named) {
    if (named == null) {
      cluster.setType(Cluster.DiscoveryType.EDS);
      cluster.getEdsClusterConfigBuilder().setEdsConfig(Wire.ADS);
      return Warming.ENDPOINTS;
    }
    NamedEndpoints.set(cluster, named, options.names());
    return Warming.NOTHING.and(Probe.DNS, NamedEndpoints.BOUND);
  }

  private static List<Origin> origins(Source service, @Nullable Source balancer) {
    Origin origin = new Origin(service.kind(), service.id());
    return balancer == null
        ? List.of(origin)
        : List.of(origin, new Origin(balancer.kind(), balancer.id()));
  }

  EncodedResource application(Proxy.Inbound inbound, String name) {
    Cluster.Builder cluster =
        common(name, inbound.protocol()).setType(Cluster.DiscoveryType.STATIC);
    Balancing.set(cluster, LoadBalancing.DEFAULT);
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
            .setConnectTimeout(Wire.duration(options.connectTimeout()));
    if (protocol == UpstreamProtocol.TCP) {
      cluster.getUpstreamConnectionOptionsBuilder().setTcpKeepalive(TCP_KEEPALIVE);
    } else {
      cluster.putTypedExtensionProtocolOptions(HTTP_OPTIONS, Wire.any(httpOptions(protocol)));
    }
    cluster
        .getCommonLbConfigBuilder()
        .setHealthyPanicThreshold(Percent.newBuilder().setValue(options.healthyPanicPercent()));
    return cluster;
  }

  private HttpProtocolOptions httpOptions(UpstreamProtocol protocol) {
    HttpProtocolOptions.Builder http = HttpProtocolOptions.newBuilder();
    http.getCommonHttpProtocolOptionsBuilder()
        .setIdleTimeout(Wire.duration(options.upstreamIdleTimeout()));
    switch (protocol) {
      case HTTP1, TCP ->
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
