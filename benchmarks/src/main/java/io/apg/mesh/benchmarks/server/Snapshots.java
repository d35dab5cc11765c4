package io.apg.mesh.benchmarks.server;

import com.google.common.collect.Iterables;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.apg.mesh.snapshot.OwnResources;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.controlplane.cache.v3.Snapshot;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.util.List;
import java.util.Map;

/** Makes the baseline's snapshots of one group. */
final class Snapshots {
  private static final String UNCHANGED = "1";

  private final List<Cluster> clusters;
  private final List<Listener> listeners;
  private final Map<String, OwnResources.RouteBinding> routes;

  Snapshots(OwnResources own) {
    clusters = parsed(own, XdsType.CLUSTER, Cluster.parser());
    listeners = parsed(own, XdsType.LISTENER, Listener.parser());
    routes = own.routes();
  }

  private static <M extends Message> List<M> parsed(
      OwnResources own, XdsType type, Parser<M> parser) {
    return own.resources().stream()
        .filter(resource -> resource.type() == type)
        .map(resource -> SharedResources.parsed(resource, parser))
        .toList();
  }

  Snapshot next(SharedResources shared, View view) {
    List<RouteConfig> configs =
        routes.entrySet().stream()
            .map(
                entry -> {
                  OwnResources.RouteBinding binding = entry.getValue();
                  return new RouteConfig(
                      entry.getKey(), binding.head(), view.table(binding.table()));
                })
            .toList();
    return Snapshot.create(
        Iterables.concat(shared.clusters().messages(), clusters),
        shared.clusters().version(),
        shared.endpoints().messages(),
        shared.endpoints().version(),
        listeners,
        UNCHANGED,
        configs.stream().map(shared::routes).toList(),
        configs.isEmpty() ? UNCHANGED : configs.get(0).version(),
        List.of(),
        UNCHANGED);
  }
}
