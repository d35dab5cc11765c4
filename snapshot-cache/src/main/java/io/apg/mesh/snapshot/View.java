package io.apg.mesh.snapshot;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * Resources and route tables that many proxies share, as of one publication. Immutable and
 * thread-safe; {@link #edit} makes the next one at the cost of what changes.
 */
public final class View {
  /** Tells lines apart: only views of one line have a change log in common. */
  private static final AtomicLong LINES = new AtomicLong();

  private static final TreePMap<String, Resource> NOTHING = TreePMap.empty();

  private final long line;
  private final long publication;
  private final Map<XdsType, TreePMap<String, Resource>> resources;
  private final Map<XdsType, Long> digests;
  private final PMap<String, RouteTable> tables;
  // How many route configurations name a cluster.
  private final PMap<String, Integer> routed;
  private final TreePMap<Integer, ListenerTemplate> templates;
  private final long templatesDigest;
  private final ChangeLog log;

  private View(
      long line,
      long publication,
      Map<XdsType, TreePMap<String, Resource>> resources,
      Map<XdsType, Long> digests,
      PMap<String, RouteTable> tables,
      PMap<String, Integer> routed,
      TreePMap<Integer, ListenerTemplate> templates,
      long templatesDigest,
      ChangeLog log) {
    this.line = line;
    this.publication = publication;
    this.resources = resources;
    this.digests = digests;
    this.tables = tables;
    this.routed = routed;
    this.templates = templates;
    this.templatesDigest = templatesDigest;
    this.log = log;
  }

  /** A view without resources, from which a line of views begins. */
  public static View empty(long publication) {
    return new View(
        LINES.incrementAndGet(),
        publication,
        Map.of(),
        Map.of(),
        HashTreePMap.empty(),
        HashTreePMap.empty(),
        TreePMap.empty(),
        0,
        ChangeLog.startingAt(publication));
  }

  /** The same resources, as the beginning of another line. */
  public View fork(long newPublication) {
    return new View(
        LINES.incrementAndGet(),
        newPublication,
        resources,
        digests,
        tables,
        routed,
        templates,
        templatesDigest,
        ChangeLog.startingAt(newPublication));
  }

  /** Number of the publication that made it. */
  public long publication() {
    return publication;
  }

  /** The last publication before the first change after {@code publication}. */
  public long unchangedUntil(long publication) {
    return log.unchangedUntil(publication);
  }

  /** The resource of that name. */
  public @Nullable Resource resource(XdsType type, String name) {
    return of(type).get(name);
  }

  /** All resources of a type, in name order. */
  public Collection<Resource> resources(XdsType type) {
    return of(type).values();
  }

  /** The route table of that name; empty when there is none. */
  public RouteTable table(String name) {
    return tables.getOrDefault(name, RouteTable.EMPTY);
  }

  /** Whether one of the route configurations names a cluster. */
  boolean routesTo(String cluster) {
    return routed.containsKey(cluster);
  }

  /** The template of the listener at a port. */
  public @Nullable ListenerTemplate template(int port) {
    return templates.get(port);
  }

  /** All templates, in the order of their ports. */
  public Collection<ListenerTemplate> templates() {
    return templates.values();
  }

  /** Order-independent hash over templates; 0 = there are none. */
  long templatesDigest() {
    return templatesDigest;
  }

  /** Ports whose template may differ from that of {@code base}. */
  Set<Integer> changedPortsSince(View base) {
    if (base == this) {
      return Set.of();
    }
    Set<Integer> logged =
        base.line == line ? log.changedAfter(base.publication, ChangeLog.Entry::ports) : null;
    if (logged != null) {
      return logged;
    }
    Set<Integer> all = new LinkedHashSet<>(base.templates.keySet());
    all.addAll(templates.keySet());
    return all;
  }

  /** Order-independent hash over names and versions; 0 = there are none. */
  public long digest(XdsType type) {
    return digests.getOrDefault(type, 0L);
  }

  /** Names that may differ from those of {@code base}; costs what changed along one line. */
  public Set<String> changedSince(View base, XdsType type) {
    if (base == this) {
      return Set.of();
    }
    Set<String> logged =
        base.line == line && base.publication <= publication
            ? log.changedAfter(base.publication, entry -> entry.names().get(type))
            : null;
    if (logged != null) {
      return logged;
    }
    return differences(base.of(type), of(type));
  }

  /** Names of virtual hosts of a table that may differ from those of {@code base}. */
  Set<String> changedHostsSince(View base, String table) {
    if (base == this) {
      return Set.of();
    }
    Set<String> logged =
        base.line == line
            ? log.changedAfter(base.publication, entry -> entry.hosts().get(table))
            : null;
    return logged != null ? logged : RouteTables.differences(base.table(table), table(table));
  }

  private TreePMap<String, Resource> of(XdsType type) {
    return resources.getOrDefault(type, NOTHING);
  }

  /** Names whose resources differ between two maps. */
  public static Set<String> differences(
      Map<String, ? extends Resource> old, Map<String, ? extends Resource> now) {
    Set<String> names = new LinkedHashSet<>();
    now.forEach(
        (name, resource) -> {
          Resource before = old.get(name);
          if (before == null || !before.version().equals(resource.version())) {
            names.add(name);
          }
        });
    for (String name : old.keySet()) {
      if (!now.containsKey(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Begins the next view of this line. */
  public Edit edit() {
    return new Edit();
  }

  /** Collects changes. Not thread-safe; used once. */
  public final class Edit {
    private final Map<XdsType, TreePMap<String, Resource>> next = new EnumMap<>(XdsType.class);
    private final Map<XdsType, Long> sums = new EnumMap<>(XdsType.class);
    private final Map<XdsType, Set<String>> names = new EnumMap<>(XdsType.class);
    private final Map<String, Set<String>> hosts = new HashMap<>();
    private final Set<Integer> ports = new LinkedHashSet<>();
    private PMap<String, RouteTable> nextTables = tables;
    private PMap<String, Integer> nextRouted = routed;
    private TreePMap<Integer, ListenerTemplate> nextTemplates = templates;
    private long nextTemplatesDigest = templatesDigest;

    private Edit() {
      next.putAll(resources);
      sums.putAll(digests);
    }

    /** Adds or replaces a resource; equal content is no change. */
    public Edit put(Resource resource) {
      TreePMap<String, Resource> map = next.getOrDefault(resource.type(), TreePMap.empty());
      Resource old = map.get(resource.name());
      boolean same =
          old != null
              && old.version().equals(resource.version())
              && old.isLeaving() == resource.isLeaving();
      if (!same) {
        next.put(resource.type(), map.plus(resource.name(), resource));
        long sum = sums.getOrDefault(resource.type(), 0L) + Digest.of(resource);
        sums.put(resource.type(), old == null ? sum : sum - Digest.of(old));
        note(names, resource.type(), resource.name());
        count(old, -1);
        count(resource, 1);
      }
      return this;
    }

    /** Removes a resource. */
    public Edit remove(XdsType type, String name) {
      TreePMap<String, Resource> map = next.getOrDefault(type, TreePMap.empty());
      Resource old = map.get(name);
      if (old != null) {
        next.put(type, map.minus(name));
        sums.put(type, sums.getOrDefault(type, 0L) - Digest.of(old));
        note(names, type, name);
        count(old, -1);
      }
      return this;
    }

    private void count(@Nullable Resource resource, int change) {
      if (resource instanceof RouteConfig config) {
        for (String cluster : config.table().clusters()) {
          int sum = nextRouted.getOrDefault(cluster, 0) + change;
          nextRouted = sum <= 0 ? nextRouted.minus(cluster) : nextRouted.plus(cluster, sum);
        }
      }
    }

    /** Adds or replaces the template of a listener; equal content is no change. */
    public Edit put(ListenerTemplate template) {
      ListenerTemplate old = nextTemplates.get(template.port());
      if (old == null || !old.version().equals(template.version())) {
        nextTemplates = nextTemplates.plus(template.port(), template);
        nextTemplatesDigest += Digest.of(template) - (old == null ? 0 : Digest.of(old));
        ports.add(template.port());
      }
      return this;
    }

    /** Removes the template of the listener at a port. */
    public Edit removeTemplate(int port) {
      ListenerTemplate old = nextTemplates.get(port);
      if (old != null) {
        nextTemplates = nextTemplates.minus(port);
        nextTemplatesDigest -= Digest.of(old);
        ports.add(port);
      }
      return this;
    }

    /** Adds or replaces a virtual host of a table. */
    public Edit put(String table, VirtualHostFragment host) {
      return replace(table, host.name(), tableOf(table).with(host));
    }

    /** Removes a virtual host from a table. */
    public Edit removeHost(String table, String host) {
      return replace(table, host, tableOf(table).without(host));
    }

    private RouteTable tableOf(String table) {
      return nextTables.getOrDefault(table, RouteTable.EMPTY);
    }

    private Edit replace(String table, String host, RouteTable changed) {
      if (changed != tableOf(table)) {
        nextTables = nextTables.plus(table, changed);
        note(hosts, table, host);
      }
      return this;
    }

    private static <K> void note(Map<K, Set<String>> changes, K key, String name) {
      changes.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(name);
    }

    /** Names that there are now. */
    public Set<String> present(XdsType type) {
      return next.getOrDefault(type, TreePMap.empty()).keySet();
    }

    /** Names put or removed so far that made a difference, by type. */
    public Set<String> changed(XdsType type) {
      return names.getOrDefault(type, Set.of());
    }

    /** The next view; this one, where nothing differs. */
    public View build(long nextPublication) {
      if (names.isEmpty() && hosts.isEmpty() && ports.isEmpty()) {
        return View.this;
      }
      return new View(
          line,
          nextPublication,
          next,
          sums,
          nextTables,
          nextRouted,
          nextTemplates,
          nextTemplatesDigest,
          log.plus(new ChangeLog.Entry(nextPublication, names, hosts, ports)));
    }
  }
}
