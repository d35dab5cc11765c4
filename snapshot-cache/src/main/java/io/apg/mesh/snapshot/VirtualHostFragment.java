package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One encoded {@code VirtualHost}: a head with everything but its routes, and the routes in order.
 * This is the unit in which routes change, wait and are rejected. Immutable; equal content has
 * equal versions.
 */
public final class VirtualHostFragment {
  private static final int ROUTES_FIELD = 3;

  private final String name;
  private final ByteString head;
  private final List<RouteFragment> routes;
  private final ByteString body;
  private final String version;
  private final Set<String> clusters;

  /** Puts a virtual host together; {@code head} is the encoded message without routes. */
  public VirtualHostFragment(String name, ByteString head, List<RouteFragment> routes) {
    this.name = name;
    this.head = head;
    this.routes = List.copyOf(routes);
    List<ByteString> parts = new ArrayList<>();
    parts.add(head);
    Set<String> named = new LinkedHashSet<>();
    for (RouteFragment route : routes) {
      parts.add(Content.field(ROUTES_FIELD, route.body()));
      named.addAll(route.clusters());
    }
    this.body = flat(parts);
    this.version = Content.version(body);
    this.clusters = Set.copyOf(named);
  }

  private static ByteString flat(List<ByteString> parts) {
    return ByteString.copyFrom(ByteString.copyFrom(parts).asReadOnlyByteBuffer());
  }

  /** The same virtual host with other routes. */
  public VirtualHostFragment withRoutes(List<RouteFragment> other) {
    return new VirtualHostFragment(name, head, other);
  }

  /** Unique in its table. */
  public String name() {
    return name;
  }

  /** The encoded message without routes. */
  public ByteString head() {
    return head;
  }

  /** In the order in which they are tried. */
  public List<RouteFragment> routes() {
    return routes;
  }

  /** The encoded message. */
  public ByteString body() {
    return body;
  }

  /** Version of the content. */
  public String version() {
    return version;
  }

  /** Every cluster that one of its routes names. */
  public Set<String> clusters() {
    return clusters;
  }

  /** The objects its routes were made from, in order. */
  public Set<Origin> origins() {
    Set<Origin> origins = new LinkedHashSet<>();
    routes.forEach(route -> origins.add(route.origin()));
    return origins;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof VirtualHostFragment that
            && name.equals(that.name)
            && version.equals(that.version));
  }

  @Override
  public int hashCode() {
    return version.hashCode();
  }

  @Override
  public String toString() {
    return name + "@" + version;
  }
}
