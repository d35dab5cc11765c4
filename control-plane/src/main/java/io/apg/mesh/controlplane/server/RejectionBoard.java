package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.observed.Deliveries;
import io.apg.mesh.controlplane.observed.Delivery;
import io.apg.mesh.controlplane.observed.Delivery.Refused;
import io.apg.mesh.controlplane.observed.ObjectRef;
import io.apg.mesh.session.FragmentKey;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.Withheld;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.xds.XdsObserver;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is withheld from connected proxies, by the objects it was made from. Costs what there is of
 * that, not what there is of proxies or objects. Thread-safe.
 */
final class RejectionBoard implements XdsObserver, Deliveries {
  private static final int SHOWN = 20;

  private final Function<Node, String> tenantOf;
  private final ObjectRevisions revisions;
  private final Clock clock;
  // Guarded by this: by tenant and object.
  private final Map<String, Map<ObjectRef, Map<Key, Entry>>> objects = new LinkedHashMap<>();

  private record Key(String proxy, FragmentKey fragment, String version, boolean shared) {}

  /** Several streams of a proxy may have the same withheld. */
  private record Entry(Refused refused, int streams) {}

  RejectionBoard(Function<Node, String> tenantOf, ObjectRevisions revisions, Clock clock) {
    this.tenantOf = tenantOf;
    this.revisions = revisions;
    this.clock = clock;
  }

  @Override
  public synchronized void withheld(Node node, List<Withheld> before, List<Withheld> now) {
    now.stream().filter(one -> !before.contains(one)).forEach(one -> change(node, one, 1));
    before.stream().filter(one -> !now.contains(one)).forEach(one -> change(node, one, -1));
  }

  private void change(Node node, Withheld withheld, int streams) {
    String tenant = tenantOf.apply(node);
    Rejection rejection = withheld.rejection();
    Key key = new Key(node.id(), rejection.key(), withheld.version(), withheld.shared());
    for (Origin origin : rejection.origins()) {
      ObjectRef object = new ObjectRef(origin.kind(), origin.id());
      Map<ObjectRef, Map<Key, Entry>> ofTenant =
          objects.computeIfAbsent(tenant, name -> new LinkedHashMap<>());
      Map<Key, Entry> entries = ofTenant.computeIfAbsent(object, ref -> new LinkedHashMap<>());
      entries.compute(
          key,
          (same, known) -> {
            int left = streams + (known == null ? 0 : known.streams());
            if (left <= 0) {
              return null;
            }
            return known == null
                ? new Entry(refused(key, rejection, revisions.of(tenant, origin)), left)
                : new Entry(known.refused(), left);
          });
      if (entries.isEmpty()) {
        ofTenant.remove(object);
      }
    }
  }

  private Refused refused(Key key, Rejection rejection, long revision) {
    FragmentKey fragment = key.fragment();
    String host = fragment.host();
    // What is only held back for a while is not remembered, and has no time of its own.
    Instant since = rejection.since().equals(Instant.EPOCH) ? clock.instant() : rejection.since();
    return new Refused(
        key.proxy(),
        ProxyBoard.word(fragment.type()),
        fragment.name(),
        host == null ? "" : host,
        rejection.message(),
        revision,
        since);
  }

  @Override
  public synchronized Optional<Delivery> of(String tenant, ObjectRef object) {
    Map<Key, Entry> entries = objects.getOrDefault(tenant, Map.of()).get(object);
    return entries == null ? Optional.empty() : Optional.of(delivery(entries));
  }

  @Override
  public synchronized Map<ObjectRef, Delivery> all(String tenant) {
    Map<ObjectRef, Delivery> all = new LinkedHashMap<>();
    objects
        .getOrDefault(tenant, Map.of())
        .forEach((object, entries) -> all.put(object, delivery(entries)));
    return Collections.unmodifiableMap(all);
  }

  private static Delivery delivery(Map<Key, Entry> entries) {
    List<Refused> own = new ArrayList<>();
    int shared = 0;
    for (Map.Entry<Key, Entry> entry : entries.entrySet()) {
      if (entry.getKey().shared()) {
        shared++;
      } else {
        own.add(entry.getValue().refused());
      }
    }
    own.sort(Comparator.comparing(Refused::since).reversed().thenComparing(Refused::proxy));
    return new Delivery(own.subList(0, Math.min(SHOWN, own.size())), own.size(), shared);
  }

  /** How many fragments of a type are refused and wanted, each counted for each proxy. */
  synchronized long refused(XdsType type) {
    return objects.values().stream()
        .flatMap(ofTenant -> ofTenant.values().stream())
        .flatMap(entries -> entries.keySet().stream())
        .filter(key -> key.fragment().type() == type && !key.shared())
        .distinct()
        .count();
  }
}
