package io.apg.mesh.snapshot;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A shared view and one proxy's own resources; the own ones win where names collide. */
public final class NodeSnapshot implements Snapshot {
  private final long revision;
  private final View view;
  private final OwnResources own;
  private final Map<XdsType, Map<String, Resource>> mine;
  // A function of the rest, asked for often; a race only computes it twice.
  private volatile @Nullable Collection<Resource> listeners;

  /** Puts the two together. */
  public NodeSnapshot(long revision, View view, OwnResources own) {
    this(revision, view, own, mine(view, own));
  }

  private NodeSnapshot(
      long revision, View view, OwnResources own, Map<XdsType, Map<String, Resource>> mine) {
    this.revision = revision;
    this.view = view;
    this.own = own;
    this.mine = mine;
  }

  private static Map<XdsType, Map<String, Resource>> mine(View view, OwnResources own) {
    Map<XdsType, Map<String, Resource>> mine = new EnumMap<>(XdsType.class);
    own.resources().forEach(resource -> keep(mine, resource));
    own.routes()
        .forEach(
            (name, binding) ->
                keep(mine, new RouteConfig(name, binding.head(), view.table(binding.table()))));
    return mine;
  }

  private static void keep(Map<XdsType, Map<String, Resource>> mine, Resource resource) {
    mine.computeIfAbsent(resource.type(), type -> new TreeMap<>()).put(resource.name(), resource);
  }

  /** The proxy's snapshot in another publication; what is the same in both is shared. */
  NodeSnapshot next(long newest, View other, OwnResources itsOwn) {
    boolean same = isOwn(itsOwn);
    for (OwnResources.RouteBinding binding : itsOwn.routes().values()) {
      same = same && view.table(binding.table()) == other.table(binding.table());
    }
    return same
        ? new NodeSnapshot(newest, other, own, mine)
        : new NodeSnapshot(newest, other, itsOwn);
  }

  /** Quick where they are made of the same parts, as they are but for a while after a rebind. */
  boolean isOwn(OwnResources other) {
    return own.equals(other);
  }

  private Map<String, Resource> own(XdsType type) {
    return mine.getOrDefault(type, Map.of());
  }

  /** The shared part. */
  public View view() {
    return view;
  }

  /** The proxy's own part. */
  public OwnResources own() {
    return own;
  }

  @Override
  public long publication() {
    return view.publication();
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public String version(XdsType type) {
    long sum = view.digest(type);
    for (Resource resource : own(type).values()) {
      sum += Digest.of(resource);
      Resource hidden = view.resource(type, resource.name());
      if (hidden != null) {
        sum -= Digest.of(hidden);
      }
    }
    if (type == XdsType.LISTENER && own.placement() != null) {
      sum += Digest.of(view.templatesDigest(), own.placement());
    }
    return HexFormat.of().toHexDigits(sum);
  }

  @Override
  public @Nullable Resource resource(XdsType type, String name) {
    Resource resource = own(type).get(name);
    if (resource == null && type == XdsType.LISTENER) {
      resource = placed(name);
    }
    return resource != null ? resource : view.resource(type, name);
  }

  private @Nullable Resource placed(String name) {
    Placement placement = own.placement();
    ListenerTemplate template = placement == null ? null : placement.find(view, name);
    return placement == null || template == null ? null : placement.listener(template);
  }

  /** The listeners of the view's templates where this proxy has them. */
  private List<Resource> placed() {
    Placement placement = own.placement();
    if (placement == null) {
      return List.of();
    }
    return view.templates().stream()
        .filter(template -> !placement.taken().contains(template.port()))
        .map(placement::listener)
        .toList();
  }

  @Override
  public Collection<Resource> resources(XdsType type) {
    if (type != XdsType.LISTENER) {
      return merged(type);
    }
    Collection<Resource> known = listeners;
    if (known == null) {
      known = merged(type);
      listeners = known;
    }
    return known;
  }

  private Collection<Resource> merged(XdsType type) {
    Map<String, Resource> own = own(type);
    if (own.isEmpty() && this.own.placement() == null) {
      return view.resources(type);
    }
    if (type != XdsType.LISTENER) {
      return new MergedResources(
          List.of(own.values(), view.resources(type)), UnaryOperator.identity(), size(type));
    }
    Map<String, Resource> all = new TreeMap<>();
    view.resources(type).forEach(resource -> all.put(resource.name(), resource));
    placed().forEach(resource -> all.put(resource.name(), resource));
    all.putAll(own);
    return all.values();
  }

  @Override
  public boolean mayReferTo(XdsType type, String cluster) {
    return type != XdsType.ROUTE
        || view.routesTo(cluster)
        || own(type).values().stream().anyMatch(config -> config.refersToCluster(cluster));
  }

  @Override
  public int size(XdsType type) {
    boolean scoped = own.resources().stream().anyMatch(resource -> resource.refs().scopes());
    if (type == XdsType.ROUTE && !own.routes().isEmpty()) {
      return scoped ? view.resources(type).size() : own.routes().size();
    }
    if (type == XdsType.SCOPED_ROUTE && !scoped) {
      return 0;
    }
    int size = view.resources(type).size();
    for (String name : own(type).keySet()) {
      size += view.resource(type, name) == null ? 1 : 0;
    }
    if (type == XdsType.LISTENER && own.placement() != null) {
      size += view.templates().size();
      for (int taken : own.placement().taken()) {
        size -= view.template(taken) == null ? 0 : 1;
      }
    }
    return size;
  }

  @Override
  public long unchangedUntil(long publication) {
    return view.unchangedUntil(publication);
  }

  @Override
  public Set<String> changedSince(Snapshot base, XdsType type) {
    NodeSnapshot old = same(base);
    Set<String> shared = view.changedSince(old.view, type);
    boolean sameOwn = isOwn(old.own);
    if (sameOwn && (mine == old.mine || type != XdsType.ROUTE) && !hasPlaces(type)) {
      return shared;
    }
    Set<String> changed = new LinkedHashSet<>(shared);
    if (type == XdsType.ROUTE) {
      addChangedRoutes(old, changed);
    }
    if (!sameOwn) {
      changed.addAll(own(type).keySet());
      changed.addAll(old.own(type).keySet());
    }
    if (type == XdsType.LISTENER) {
      addChangedPlaces(old, changed);
    }
    return changed;
  }

  private boolean hasPlaces(XdsType type) {
    return type == XdsType.LISTENER && own.placement() != null;
  }

  private void addChangedPlaces(NodeSnapshot old, Set<String> changed) {
    Placement placement = own.placement();
    if (!Objects.equals(placement, old.own.placement())) {
      placed().forEach(listener -> changed.add(listener.name()));
      old.placed().forEach(listener -> changed.add(listener.name()));
    }
    if (placement != null) {
      view.changedPortsSince(old.view).forEach(port -> changed.add(placement.name(port)));
    }
  }

  private void addChangedRoutes(NodeSnapshot old, Set<String> changed) {
    own.routes()
        .forEach(
            (name, binding) -> {
              if (view.table(binding.table()) != old.view.table(binding.table())) {
                changed.add(name);
              }
            });
  }

  @Override
  public Set<String> changedHostsSince(Snapshot base, String routeConfig) {
    NodeSnapshot old = same(base);
    OwnResources.RouteBinding now = own.routes().get(routeConfig);
    OwnResources.RouteBinding before = old.own.routes().get(routeConfig);
    if (now == null || before == null || !now.table().equals(before.table())) {
      return RouteTables.differences(
          tableOf(old.resource(XdsType.ROUTE, routeConfig)),
          tableOf(resource(XdsType.ROUTE, routeConfig)));
    }
    return view.changedHostsSince(old.view, now.table());
  }

  private static RouteTable tableOf(@Nullable Resource resource) {
    return resource instanceof RouteConfig config ? config.table() : RouteTable.EMPTY;
  }

  private static NodeSnapshot same(Snapshot base) {
    if (base instanceof NodeSnapshot node) {
      return node;
    }
    throw new IllegalArgumentException("base: " + base + " (expected: a snapshot of this proxy)");
  }
}
