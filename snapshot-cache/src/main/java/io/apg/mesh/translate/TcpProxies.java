package io.apg.mesh.translate;

import io.apg.mesh.ir.TcpListener;
import io.apg.mesh.snapshot.ListenerTemplate;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Refs;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Makes what passes connections on as they are. */
final class TcpProxies {
  /**
   * A connection that cannot be made is tried on another endpoint before its client hears of it.
   */
  private static final int CONNECT_ATTEMPTS = 3;

  private TcpProxies() {}

  static ListenerTemplate template(TcpListener tcp) {
    Listener.Builder listener =
        Listener.newBuilder().setTrafficDirection(TrafficDirection.OUTBOUND);
    listener.getAddressBuilder().getSocketAddressBuilder().setPortValue(tcp.port());
    listener.addFilterChainsBuilder().addFilters(filter("outbound", tcp.cluster()));
    return ListenerTemplate.of(
        tcp.port(),
        listener.build(),
        Refs.toClusters(Set.of(tcp.cluster())),
        List.of(new Origin(tcp.source().kind(), tcp.source().id())));
  }

  /** Without Envoy's idle timeout of an hour, which ends pooled connections of databases. */
  static Filter filter(String statPrefix, String cluster) {
    TcpProxy proxy =
        TcpProxy.newBuilder()
            .setStatPrefix(statPrefix)
            .setCluster(cluster)
            .setIdleTimeout(Wire.duration(Duration.ZERO))
            .setMaxConnectAttempts(Wire.uint32(CONNECT_ATTEMPTS))
            .addAccessLog(AccessLogs.errors())
            .build();
    return Filter.newBuilder()
        .setName("envoy.filters.network.tcp_proxy")
        .setTypedConfig(Wire.any(proxy))
        .build();
  }
}
