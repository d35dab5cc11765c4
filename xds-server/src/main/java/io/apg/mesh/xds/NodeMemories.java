package io.apg.mesh.xds;

import io.apg.mesh.session.MemoryListener;
import io.apg.mesh.session.NodeMemory;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.RejectionEnd;
import io.apg.mesh.session.Remembered;
import io.apg.mesh.session.SharedRejections;
import io.apg.mesh.snapshot.Node;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The memory of every client: two with one node id that are connected at the same time have
 * memories of their own, and the second begins with what was known until then (it may be the first,
 * whose old connection is half open). A node without clients is kept only while it has something to
 * remember. Thread-safe.
 */
final class NodeMemories {
  private static final int KEPT = 20_000; // more than are written down
  private static final int SCOPES_KEPT = 1_000;

  private final MemoryStore store;
  private final Function<Node, String> tenantOf;
  private final Clock clock;
  private final Consumer<Consumer<XdsObserver>> observers;
  private final Map<NodeIdentity, Entry> entries = new ConcurrentHashMap<>();
  private final Map<Scope, SharedRejections> shared = new ConcurrentHashMap<>();
  private final RestingMemories resting = new RestingMemories();

  /** Clients that are alike. */
  private record Scope(String tenant, String client, String version) {
    static Scope of(NodeIdentity node) {
      return new Scope(node.tenant(), node.client(), node.version());
    }
  }

  /** Of one node id: what is kept of clients that are gone, and the memories of live ones. */
  private record Entry(Remembered idle, Map<String, NodeMemory> live) {
    static final Entry NEW = new Entry(Remembered.NOTHING, Map.of());

    Entry {
      live = Map.copyOf(live);
    }

    Remembered all() {
      Remembered all = idle;
      for (NodeMemory one : live.values()) {
        all = all.plus(one.remembered());
      }
      return all;
    }

    Entry with(String client, NodeMemory memory) {
      Map<String, NodeMemory> next = new HashMap<>(live);
      next.put(client, memory);
      return new Entry(live.isEmpty() ? Remembered.NOTHING : idle, next);
    }

    Entry without(String client, NodeMemory last) {
      Map<String, NodeMemory> next = new HashMap<>(live);
      next.remove(client);
      return new Entry(idle.plus(last.remembered()), next);
    }

    boolean isForgettable() {
      return live.isEmpty() && idle.isEmpty();
    }
  }

  NodeMemories(
      MemoryStore store,
      Function<Node, String> tenantOf,
      Clock clock,
      Consumer<Consumer<XdsObserver>> observers) {
    this.store = store;
    this.tenantOf = tenantOf;
    this.clock = clock;
    this.observers = observers;
    store
        .load()
        .forEach(
            (node, remembered) -> {
              entries.put(node, new Entry(remembered, Map.of()));
              remembered.rejections().forEach(one -> shared(node).claim(node.id(), one));
            });
  }

  /** The memory for a client of that node; to be given back by {@link #close}. */
  NodeMemory open(Node node, String client) {
    NodeIdentity identity = identity(node);
    if (entries.size() >= KEPT) {
      makeRoom(identity);
    }
    Entry opened =
        entries.compute(
            identity,
            (key, known) -> {
              Entry entry = known == null ? Entry.NEW : known;
              return entry.live().containsKey(client)
                  ? entry
                  : entry.with(client, memory(node, identity, entry));
            });
    NodeMemory memory = opened.live().get(client);
    if (memory == null) {
      throw new IllegalStateException("client: " + client + " (expected: the one just opened)");
    }
    return memory;
  }

  /** Forgets some that are not connected; they are many, and may have to be told once more. */
  private void makeRoom(NodeIdentity opening) {
    entries.entrySet().stream()
        .filter(entry -> entry.getValue().live().isEmpty() && !entry.getKey().equals(opening))
        .limit(KEPT / 10)
        .toList()
        .forEach(entry -> entries.remove(entry.getKey(), entry.getValue()));
  }

  private NodeMemory memory(Node node, NodeIdentity identity, Entry entry) {
    Remembered remembered = entry.all();
    NodeMemory rested = entry.live().isEmpty() ? resting.take(identity) : null;
    if (rested != null && rested.remembered().equals(remembered)) {
      return rested;
    }
    NodeMemory memory =
        new NodeMemory(node.id(), clock, shared(identity), new Teller(node, identity));
    memory.recall(remembered);
    return memory;
  }

  /** Clients choose what they call themselves, so there is a bound; beyond, nothing is shared. */
  private SharedRejections shared(NodeIdentity node) {
    Scope scope = Scope.of(node);
    return shared.size() >= SCOPES_KEPT && !shared.containsKey(scope)
        ? new SharedRejections()
        : shared.computeIfAbsent(scope, key -> new SharedRejections());
  }

  /** That client has no streams any more. */
  void close(Node node, String client) {
    entries.computeIfPresent(
        identity(node),
        (key, entry) -> {
          NodeMemory memory = entry.live().get(client);
          if (memory == null) {
            return entry;
          }
          Entry left = entry.without(client, memory);
          if (left.live().isEmpty()) {
            resting.put(key, memory);
          }
          return left.isForgettable() ? null : left;
        });
  }

  private NodeIdentity identity(Node node) {
    return new NodeIdentity(
        tenantOf.apply(node), node.id(), node.userAgentName(), node.userAgentVersion());
  }

  /** What that node has refused, in any of its streams. */
  List<Rejection> rejections(String nodeId) {
    List<Rejection> all = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          if (key.id().equals(nodeId)) {
            all.addAll(entry.all().rejections());
          }
        });
    return all;
  }

  /** Passes on what becomes of one memory. */
  private final class Teller implements MemoryListener {
    private final Node node;
    private final NodeIdentity identity;

    Teller(Node node, NodeIdentity identity) {
      this.node = node;
      this.identity = identity;
    }

    @Override
    public void changed() {
      store.changed(identity, () -> newest());
    }

    private Remembered newest() {
      Entry entry = entries.get(identity);
      return entry == null ? Remembered.NOTHING : entry.all();
    }

    @Override
    public void refused(Rejection rejection) {
      observers.accept(observer -> observer.rejected(node, rejection));
    }

    @Override
    public void ended(Rejection rejection, RejectionEnd end) {
      observers.accept(observer -> observer.rejectionEnded(node, rejection, end));
    }
  }
}
