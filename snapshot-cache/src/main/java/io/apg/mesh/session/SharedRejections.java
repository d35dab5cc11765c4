package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.VirtualHostFragment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients of one kind and version have refused. One node's word is its own affair; content
 * that a second node singled out, too, is sent to no further one. Bounded, the oldest go first.
 * Thread-safe: one immutable map, swapped.
 */
public final class SharedRejections {
  private static final int KEPT = 1024;
  private static final int NEEDED = 2;

  // Guarded by this, the oldest first.
  private final Map<Content, Claim> claims = new LinkedHashMap<>();
  private volatile Map<Content, Rejection> confirmed = Map.of();

  private record Content(FragmentKey key, String version) {}

  private record Claim(Set<String> nodes, Rejection rejection) {
    Claim {
      nodes = Set.copyOf(nodes);
    }
  }

  /** A node has singled out content, and refuses it. */
  public synchronized void claim(String node, Rejection rejection) {
    for (String version : rejection.refused()) {
      Content content = new Content(rejection.key(), version);
      Claim known = claims.get(content);
      Set<String> nodes = new LinkedHashSet<>(known == null ? Set.of() : known.nodes());
      if (nodes.size() >= NEEDED || !nodes.add(node)) {
        continue;
      }
      Rejection newest = rejection.only(version);
      claims.put(content, new Claim(nodes, known == null ? newest : better(known, newest)));
    }
    for (Iterator<Content> it = claims.keySet().iterator(); claims.size() > KEPT; ) {
      it.next();
      it.remove();
    }
    swap();
  }

  /** A form that one node had nothing of may still be known from the other. */
  private static Rejection better(Claim known, Rejection newest) {
    boolean knowsGood = newest.good() != null || newest.goodHost() != null;
    return knowsGood ? newest : known.rejection();
  }

  /** One of the nodes that refused something of a fragment has accepted other content of it. */
  synchronized void accepted(
      FragmentKey key, @Nullable Resource good, @Nullable VirtualHostFragment goodHost) {
    claims.replaceAll(
        (content, claim) ->
            content.key().equals(key)
                ? new Claim(claim.nodes(), claim.rejection().accepted(good, goodHost))
                : claim);
    swap();
  }

  private void swap() {
    Map<Content, Rejection> next = new HashMap<>();
    claims.forEach(
        (content, claim) -> {
          if (claim.nodes().size() >= NEEDED) {
            next.put(content, claim.rejection());
          }
        });
    confirmed = Map.copyOf(next);
  }

  /** The rejection of that content, where two nodes agree on it. */
  @Nullable Rejection of(FragmentKey key, String version) {
    Map<Content, Rejection> all = confirmed;
    return all.isEmpty() ? null : all.get(new Content(key, version));
  }

  /** Everything that two nodes agree on. */
  Collection<Rejection> all() {
    return confirmed.values();
  }

  /** Virtual hosts of a route configuration of which some content is shared. */
  List<FragmentKey> hosts(String routeConfig) {
    List<FragmentKey> hosts = new ArrayList<>();
    for (Content content : confirmed.keySet()) {
      if (content.key().isHostOf(routeConfig)) {
        hosts.add(content.key());
      }
    }
    return hosts;
  }
}
