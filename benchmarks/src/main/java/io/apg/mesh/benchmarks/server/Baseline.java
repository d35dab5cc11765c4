package io.apg.mesh.benchmarks.server;

import io.apg.mesh.benchmarks.mesh.Sidecars;
import io.apg.mesh.snapshot.View;
import io.envoyproxy.controlplane.cache.v3.SimpleCache;
import io.envoyproxy.controlplane.server.DefaultExecutorGroup;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.controlplane.server.serializer.CachedProtoResourcesSerializer;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** java-control-plane at its best: snapshots share resources, each is serialized once. */
final class Baseline implements Subject {
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;

  private final SimpleCache<String> cache;
  private final Map<String, Snapshots> groups = new LinkedHashMap<>();
  private final SharedResources shared = new SharedResources();
  private final Server server;

  Baseline(Sidecars sidecars, int nodes) throws IOException {
    cache = new SimpleCache<>(node -> sidecars.group(node.getId()));
    for (int node = 0; node < nodes; node++) {
      String id = Sidecars.id(node);
      groups.computeIfAbsent(sidecars.group(id), group -> new Snapshots(sidecars.own(id)));
    }
    V3DiscoveryServer xds =
        new V3DiscoveryServer(
            List.of(), cache, new DefaultExecutorGroup(), new CachedProtoResourcesSerializer());
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .maxInboundMessageSize(MAX_REQUEST_BYTES)
            .addService(xds.getAggregatedDiscoveryServiceImpl())
            .build()
            .start();
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public void publish(View view) {
    shared.update(view);
    groups.forEach((group, own) -> cache.setSnapshot(group, own.next(shared, view)));
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
