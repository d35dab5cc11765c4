package io.apg.mesh.embed;

import io.apg.mesh.snapshot.Digest;
import io.apg.mesh.snapshot.MergedResources;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.XdsType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One set, published: one or two layers, of which the first wins. All nodes of a group share it.
 */
final class GroupSnapshot implements Snapshot {
  private final long publication;
  private final ResourceSet set;
  private final List<View> layers;
  private final UnaryOperator<Resource> form;
  // Functions of the rest, made when they are asked for; a race only makes them twice.
  private volatile Map<XdsType, String> versions = Map.of();

  /** {@code form} = what becomes of a resource on its way out. */
  GroupSnapshot(long publication, ResourceSet set, UnaryOperator<Resource> form) {
    this.publication = publication;
    this.set = set;
    this.layers = set.layers();
    this.form = form;
  }

  ResourceSet set() {
    return set;
  }

  /** Layers that have resources of a type. */
  private List<View> layers(XdsType type) {
    return layers.stream().filter(layer -> !layer.resources(type).isEmpty()).toList();
  }

  @Override
  public long publication() {
    return publication;
  }

  @Override
  public long revision() {
    return publication;
  }

  @Override
  public boolean isVersionChosen(XdsType type) {
    return set.chosenVersion(type).isPresent();
  }

  @Override
  public String version(XdsType type) {
    String known = versions.get(type);
    if (known == null) {
      known = set.chosenVersion(type).orElseGet(() -> contentVersion(type));
      Map<XdsType, String> more = new EnumMap<>(XdsType.class);
      more.putAll(versions);
      more.put(type, known);
      versions = more;
    }
    return known;
  }

  private String contentVersion(XdsType type) {
    long sum = 0;
    for (int i = 0; i < layers.size(); i++) {
      sum += layers.get(i).digest(type);
      for (Resource own : i == 0 ? List.<Resource>of() : layers.get(0).resources(type)) {
        Resource hidden = layers.get(i).resource(type, own.name());
        sum -= hidden == null ? 0 : Digest.of(hidden);
      }
    }
    return String.format("%016x", sum);
  }

  @Override
  public @Nullable Resource resource(XdsType type, String name) {
    for (View layer : layers) {
      Resource resource = layer.resource(type, name);
      if (resource != null) {
        return form.apply(resource);
      }
    }
    return null;
  }

  @Override
  public Collection<Resource> resources(XdsType type) {
    return new MergedResources(
        layers(type).stream().map(layer -> layer.resources(type)).toList(), form, size(type));
  }

  @Override
  public int size(XdsType type) {
    List<View> present = layers(type);
    int size = 0;
    for (View layer : present) {
      size += layer.resources(type).size();
    }
    if (present.size() > 1) {
      for (Resource own : present.get(0).resources(type)) {
        size -= present.get(1).resource(type, own.name()) == null ? 0 : 1;
      }
    }
    return size;
  }

  @Override
  public Set<String> changedSince(Snapshot base, XdsType type) {
    GroupSnapshot old = same(base);
    if (layers.size() != old.layers.size()) {
      return View.differences(old.byName(type), byName(type));
    }
    if (layers.size() == 1) {
      return layers.get(0).changedSince(old.layers.get(0), type);
    }
    Set<String> changed = new LinkedHashSet<>();
    for (int i = 0; i < layers.size(); i++) {
      changed.addAll(layers.get(i).changedSince(old.layers.get(i), type));
    }
    return changed;
  }

  private Map<String, Resource> byName(XdsType type) {
    Map<String, Resource> all = new HashMap<>();
    resources(type).forEach(resource -> all.put(resource.name(), resource));
    return all;
  }

  @Override
  public Set<String> changedHostsSince(Snapshot base, String routeConfig) {
    RouteTable now = table(resource(XdsType.ROUTE, routeConfig));
    return now.changedHosts(table(same(base).resource(XdsType.ROUTE, routeConfig)));
  }

  private static RouteTable table(@Nullable Resource resource) {
    return resource instanceof RouteConfig config ? config.table() : RouteTable.EMPTY;
  }

  @Override
  public long unchangedUntil(long since) {
    return since;
  }

  /**
   * Gives all that differs from {@code old} its form now, so that no stream has to, or fails to.
   * Answers how many resources that were.
   */
  int form(@Nullable GroupSnapshot old) {
    int formed = 0;
    for (XdsType type : XdsType.values()) {
      if (old == null) {
        for (Resource resource : resources(type)) {
          formed += resource.isLeaving() ? 0 : 1;
        }
      } else {
        for (String name : changedSince(old, type)) {
          formed += resource(type, name) == null ? 0 : 1;
        }
      }
    }
    return formed;
  }

  private static GroupSnapshot same(Snapshot base) {
    if (base instanceof GroupSnapshot group) {
      return group;
    }
    throw new IllegalArgumentException("base: " + base + " (expected: a snapshot of this cache)");
  }
}
