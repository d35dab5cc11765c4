package io.apg.mesh.session;

import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.XdsType;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What one client has refused, kept across its streams: such content is never sent to it again; the
 * names of which its next stream may not say truly what it has; and its forms of route
 * configurations. Bounded in fragments and in bytes, the oldest go first. Thread-safe: immutable
 * maps, swapped.
 */
public final class NodeMemory {
  /** Doubted names when there are too many to keep: nothing that the node lists is trusted. */
  static final Set<String> EVERYTHING = Set.of("*");

  private static final int FRAGMENTS_KEPT = 1024;
  private static final int BYTES_KEPT = 4 << 20;
  private static final int DOUBTED_KEPT = 1024;
  private static final int FORMS_KEPT = 256;

  private final String node;
  private final InstantSource clock;
  private final SharedRejections shared;
  private final MemoryListener listener;
  private volatile Map<FragmentKey, Rejection> rejections = Map.of();
  private volatile Map<XdsType, Set<String>> doubted = Map.of();
  private volatile PMap<String, Variant> variants = HashTreePMap.empty();
  private volatile List<HostForm> recalled = List.of();

  /** A route configuration in which some virtual hosts are not as wanted. */
  private record Variant(RouteConfig config, Set<String> open) {
    List<HostForm> forms() {
      return open.stream()
          .map(host -> new HostForm(config.name(), host, config.table().host(host)))
          .toList();
    }
  }

  /** A memory that is shared with nobody, and lost with the process. */
  public NodeMemory() {
    this("", Clock.systemUTC(), new SharedRejections(), MemoryListener.NONE);
  }

  /**
   * The memory of a client of which nothing is known.
   *
   * @param node the client's id
   * @param shared what clients of its kind have refused
   */
  public NodeMemory(
      String node, InstantSource clock, SharedRejections shared, MemoryListener listener) {
    this.node = node;
    this.clock = clock;
    this.shared = shared;
    this.listener = listener;
  }

  /** What says when something is refused. */
  InstantSource clock() {
    return clock;
  }

  /** Puts back what was remembered; only before the first stream. */
  public synchronized void recall(Remembered remembered) {
    Map<FragmentKey, Rejection> known = new LinkedHashMap<>();
    remembered.rejections().forEach(rejection -> known.put(rejection.key(), rejection));
    rejections = Collections.unmodifiableMap(known);
    doubted = remembered.doubted();
    recalled = remembered.forms();
  }

  /** What is to outlive streams and process. */
  public synchronized Remembered remembered() {
    List<HostForm> forms = new ArrayList<>();
    if (!rejections.isEmpty()) { // Otherwise what waits has a bound, and a restart may lose it.
      forms.addAll(recalled);
      variants.values().forEach(variant -> forms.addAll(variant.forms()));
    }
    return new Remembered(
        List.copyOf(rejections.values()),
        doubted,
        forms.subList(0, Math.min(FORMS_KEPT, forms.size())));
  }

  /** Everything refused so far, oldest first; most of it is no longer what would be sent. */
  public Collection<Rejection> rejections() {
    return rejections.values();
  }

  /** What clients of the same kind agree to refuse. */
  SharedRejections shared() {
    return shared;
  }

  /** Whether nothing is to be withheld. */
  boolean isEmpty() {
    return rejections.isEmpty() && shared.all().isEmpty();
  }

  /** Whether the versions that the node lists on a new stream are not to be trusted. */
  public boolean isDoubted() {
    return !doubted.isEmpty();
  }

  /** Names that it may have or lack whatever it lists, or {@link #EVERYTHING}. */
  Set<String> doubted(XdsType type) {
    return doubted.getOrDefault(type, Set.of());
  }

  void doubt(XdsType type, Collection<String> names) {
    swapDoubts(type, doubtful(doubted(type), names));
  }

  /** Both, or {@link #EVERYTHING}. */
  static Set<String> doubtful(Set<String> some, Collection<String> more) {
    Set<String> all = new LinkedHashSet<>(some);
    if (!all.equals(EVERYTHING)) {
      all.addAll(more);
    }
    return all.size() > DOUBTED_KEPT || all.containsAll(EVERYTHING) ? EVERYTHING : Set.copyOf(all);
  }

  void trust(XdsType type) {
    swapDoubts(type, Set.of());
  }

  private void swapDoubts(XdsType type, Set<String> names) {
    synchronized (this) {
      if (names.equals(doubted(type))) {
        return;
      }
      Map<XdsType, Set<String>> next = new HashMap<>(doubted);
      if (names.isEmpty()) {
        next.remove(type);
      } else {
        next.put(type, names);
      }
      doubted = Map.copyOf(next);
    }
    listener.changed();
  }

  /**
   * What was sent last in place of a route configuration, or what its last stream ended with; null
   * = what is served now, or nothing.
   */
  @Nullable RouteConfig variant(String routeConfig) {
    Variant variant = variants.get(routeConfig);
    return variant == null ? null : variant.config();
  }

  /** The client's own forms in a route configuration, from before the process began, by host. */
  Map<String, HostForm> forms(String routeConfig) {
    Map<String, HostForm> forms = new HashMap<>();
    for (HostForm form : recalled) {
      if (form.routeConfig().equals(routeConfig)) {
        forms.put(form.host(), form);
      }
    }
    return forms;
  }

  /** A stream is over, and the client has that, unless it has a form of its own. */
  void ended(RouteConfig config) {
    synchronized (this) {
      if (!variants.containsKey(config.name())) {
        variants = variants.plus(config.name(), new Variant(config, Set.of()));
      }
    }
  }

  /** That was sent, with those virtual hosts in forms of the client's own. */
  void sent(RouteConfig config, Set<String> open) {
    String name = config.name();
    boolean hasForms = recalled.stream().anyMatch(form -> form.routeConfig().equals(name));
    if (open.isEmpty() && !hasForms && !variants.containsKey(name)) {
      return;
    }
    synchronized (this) {
      variants =
          open.isEmpty()
              ? variants.minus(name)
              : variants.plus(name, new Variant(config, Set.copyOf(open)));
      recalled = recalled.stream().filter(form -> !form.routeConfig().equals(name)).toList();
    }
    if (!rejections.isEmpty()) {
      listener.changed();
    }
  }

  /** The rejection of a fragment, if this client refused that content. */
  @Nullable Rejection of(FragmentKey key, String version) {
    Rejection rejection = rejections.get(key);
    return rejection != null && rejection.refused().contains(version) ? rejection : null;
  }

  /** Rejections of the virtual hosts of a route configuration. */
  List<Rejection> hosts(String routeConfig) {
    if (rejections.isEmpty()) {
      return List.of();
    }
    List<Rejection> hosts = new ArrayList<>();
    for (Rejection rejection : rejections()) {
      if (rejection.key().isHostOf(routeConfig)) {
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

  /** The client has refused these, and each of them was singled out. */
  public void add(Collection<Rejection> more) {
    List<Rejection> added = new ArrayList<>();
    synchronized (this) {
      Map<FragmentKey, Rejection> next = new LinkedHashMap<>(rejections);
      for (Rejection rejection : more) {
        Rejection newest = rejection.after(next.remove(rejection.key()), clock.instant());
        next.put(rejection.key(), newest);
        added.add(newest);
      }
      rejections = bounded(next);
    }
    more.forEach(rejection -> shared.claim(node, rejection));
    added.forEach(listener::refused);
    if (!added.isEmpty()) {
      listener.changed();
    }
  }

  private static Map<FragmentKey, Rejection> bounded(Map<FragmentKey, Rejection> all) {
    long bytes = 0;
    for (Rejection rejection : all.values()) {
      bytes += rejection.bytes();
    }
    for (Iterator<Rejection> it = all.values().iterator();
        all.size() > FRAGMENTS_KEPT || (bytes > BYTES_KEPT && all.size() > 1); ) {
      bytes -= it.next().bytes();
      it.remove();
    }
    return Collections.unmodifiableMap(all);
  }

  /** Refused content is wanted again. */
  void reopened(Rejection known) {
    Rejection open = known.withOpen(true);
    if (replace(known, open)) {
      listener.refused(open);
    }
  }

  /** Nothing is wanted of a fragment any more. */
  void deleted(Rejection known) {
    Rejection closed = known.withOpen(false);
    if (replace(known, closed)) {
      listener.ended(closed, RejectionEnd.DELETED);
    }
  }

  /** The client has accepted other content of a fragment: that is its last good form now. */
  void accepted(Rejection known, Rejection accepted, RejectionEnd end) {
    if (replace(known, accepted)) {
      shared.accepted(accepted.key(), accepted.good(), accepted.goodHost());
      if (known.open()) {
        listener.ended(accepted, end);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // a compare-and-set: another one that is equal is newer
  private boolean replace(Rejection known, Rejection next) {
    synchronized (this) {
      if (!known.equals(rejections.get(known.key()))) {
        return false;
      }
      Map<FragmentKey, Rejection> all = new LinkedHashMap<>(rejections);
      all.put(next.key(), next);
      rejections = Collections.unmodifiableMap(all);
    }
    listener.changed();
    return true;
  }
}
