package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few resources that one proxy has for itself, beside the view it shares.
 *
 * @param resources listeners, clusters towards the local application, ...
 * @param routes names of its route configurations, and what they are made of
 * @param placement where it has the view's listeners; null = nowhere
 */
public record OwnResources(
    List<EncodedResource> resources,
    Map<String, RouteBinding> routes,
    @Nullable Placement placement) {
  /** Nothing of its own. */
  public static final OwnResources NONE = new OwnResources(List.of(), Map.of());

  public OwnResources {
    resources = List.copyOf(resources);
    routes = Map.copyOf(routes);
  }

  /** Of a proxy that has none of the view's listeners. */
  public OwnResources(List<EncodedResource> resources, Map<String, RouteBinding> routes) {
    this(resources, routes, null);
  }

  /**
   * A route configuration made from a table of the view.
   *
   * @param head the encoded route configuration without virtual hosts
   */
  public record RouteBinding(String table, ByteString head) {}
}
