package io.apg.mesh.benchmarks.server;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.util.HashMap;
import java.util.Map;

/**
 * A view as the baseline takes it: messages, each parsed once per version and shared by all groups.
 * Not thread-safe.
 */
final class SharedResources {
  private final Table<Cluster> clusters = new Table<>(XdsType.CLUSTER, Cluster.parser());
  private final Table<ClusterLoadAssignment> endpoints =
      new Table<>(XdsType.ENDPOINT, ClusterLoadAssignment.parser());
  private RouteConfiguration routes = RouteConfiguration.getDefaultInstance();
  private String routesVersion = "";

  void update(View view) {
    clusters.update(view);
    endpoints.update(view);
  }

  Table<Cluster> clusters() {
    return clusters;
  }

  Table<ClusterLoadAssignment> endpoints() {
    return endpoints;
  }

  /** Those of one group are mostly those of the last one. */
  RouteConfiguration routes(RouteConfig config) {
    if (!routesVersion.equals(config.version())) {
      routes = parsed(config, RouteConfiguration.parser());
      routesVersion = config.version();
    }
    return routes;
  }

  static <M extends Message> M parsed(Resource resource, Parser<M> parser) {
    try {
      return parser.parseFrom(resource.body());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(resource + ": not a message of its type", e);
    }
  }

  /** The resources of one type, and how often they have changed. */
  static final class Table<M extends Message> {
    private final XdsType type;
    private final Parser<M> parser;
    private final Map<String, M> messages = new HashMap<>();
    private final Map<String, String> versions = new HashMap<>();
    private int version;

    private Table(XdsType type, Parser<M> parser) {
      this.type = type;
      this.parser = parser;
    }

    private void update(View view) {
      boolean changed = false;
      for (Resource resource : view.resources(type)) {
        String old = versions.put(resource.name(), resource.version());
        if (!resource.version().equals(old)) {
          messages.put(resource.name(), parsed(resource, parser));
          changed = true;
        }
      }
      version += changed ? 1 : 0;
    }

    Iterable<M> messages() {
      return messages.values();
    }

    String version() {
      return Integer.toString(version);
    }
  }
}
