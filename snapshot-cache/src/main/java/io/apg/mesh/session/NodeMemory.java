package io.apg.mesh.session;

import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one node has refused, kept across its streams: such content is never sent to it again; the
 * names of which its next stream may not say truly what it has; and its forms of route
 * configurations. Thread-safe: immutable maps, swapped.
 */
public final class NodeMemory {
  /** Doubted names when there are too many to keep: nothing that the node lists is trusted. */
  static final Set<String> EVERYTHING = Set.of("*");

  private static final int FRAGMENTS_KEPT = 1024;
  private static final int DOUBTED_KEPT = 1024;

  private volatile Map<FragmentKey, Rejection> rejections = Map.of();
  private volatile Map<XdsType, Set<String>> doubted = Map.of();
  private volatile Map<String, RouteConfig> variants = Map.of();

  /** Everything refused so far, oldest first; most of it is no longer what would be sent. */
  public Collection<Rejection> rejections() {
    return rejections.values();
  }

  boolean isEmpty() {
    return rejections.isEmpty();
  }

  /** Whether the versions that the node lists on a new stream are not to be trusted. */
  public boolean isDoubted() {
    return !doubted.isEmpty();
  }

  /** Names that it may have or lack whatever it lists, or {@link #EVERYTHING}. */
  Set<String> doubted(XdsType type) {
    return doubted.getOrDefault(type, Set.of());
  }

  synchronized void doubt(XdsType type, Collection<String> names) {
    Map<XdsType, Set<String>> next = new HashMap<>(doubted);
    Set<String> all = new LinkedHashSet<>(doubted(type));
    if (!all.equals(EVERYTHING)) {
      all.addAll(names);
    }
    next.put(type, all.size() > DOUBTED_KEPT ? EVERYTHING : Set.copyOf(all));
    doubted = Map.copyOf(next);
  }

  synchronized void trust(XdsType type) {
    Map<XdsType, Set<String>> next = new HashMap<>(doubted);
    next.remove(type);
    doubted = Map.copyOf(next);
  }

  /**
   * What was sent last in place of a route configuration, or what its last stream ended with; null
   * = what is served now, or nothing.
   */
  @Nullable RouteConfig variant(String routeConfig) {
    return variants.get(routeConfig);
  }

  void variant(String routeConfig, @Nullable RouteConfig sent) {
    if (sent != variants.get(routeConfig)) {
      change(routeConfig, sent);
    }
  }

  private synchronized void change(String routeConfig, @Nullable RouteConfig sent) {
    Map<String, RouteConfig> next = new HashMap<>(variants);
    if (sent == null) {
      next.remove(routeConfig);
    } else {
      next.put(routeConfig, sent);
    }
    variants = Map.copyOf(next);
  }

  /** The rejection of a fragment, if that content was refused. */
  @Nullable Rejection of(FragmentKey key, String version) {
    Rejection rejection = rejections.get(key);
    return rejection != null && rejection.refused().contains(version) ? rejection : null;
  }

  /** Rejections of the virtual hosts of a route configuration. */
  List<Rejection> hosts(String routeConfig) {
    if (isEmpty()) {
      return List.of();
    }
    List<Rejection> hosts = new ArrayList<>();
    for (Rejection rejection : rejections()) {
      FragmentKey key = rejection.key();
      if (key.type() == XdsType.ROUTE && key.host() != null && key.name().equals(routeConfig)) {
        hosts.add(rejection);
      }
    }
    return hosts;
  }

  /** Names of resources of that type of which something was refused. */
  Set<String> names(XdsType type) {
    Set<String> names = new LinkedHashSet<>();
    for (Rejection rejection : rejections()) {
      if (rejection.key().type() == type) {
        names.add(rejection.key().name());
      }
    }
    return names;
  }

  synchronized void add(Collection<Rejection> more) {
    if (!more.isEmpty()) {
      rejections = plus(rejections, more);
    }
  }

  private static Map<FragmentKey, Rejection> plus(
      Map<FragmentKey, Rejection> known, Collection<Rejection> more) {
    Map<FragmentKey, Rejection> next = new LinkedHashMap<>(known);
    for (Rejection rejection : more) {
      Rejection older = next.remove(rejection.key());
      next.put(rejection.key(), rejection.after(older));
    }
    while (next.size() > FRAGMENTS_KEPT) {
      next.remove(next.keySet().iterator().next());
    }
    return Collections.unmodifiableMap(next);
  }
}
