package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;

/**
 * The few resources that one proxy has for itself, beside the view it shares.
 *
 * @param resources listeners, clusters towards the local application, ...
 * @param routes names of its route configurations, and what they are made of
 */
public record OwnResources(List<EncodedResource> resources, Map<String, RouteBinding> routes) {
  /** Nothing of its own. */
  public static final OwnResources NONE = new OwnResources(List.of(), Map.of());

  public OwnResources {
    resources = List.copyOf(resources);
    routes = Map.copyOf(routes);
  }

  /**
   * A route configuration made from a table of the view.
   *
   * @param head the encoded route configuration without virtual hosts
   */
  public record RouteBinding(String table, ByteString head) {}
}
