package io.apg.mesh.xds;

import io.apg.mesh.session.NodeMemory;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.snapshot.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory of every node, shared by its streams. A node without streams is kept only while it has
 * refused something. Another version of a client may accept what an older one refused, so the two
 * are different nodes here. Thread-safe.
 */
final class NodeMemories {
  private static final int KEPT = 10_000;

  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

  private record Key(String id, String client, String version) {
    static Key of(Node node) {
      return new Key(node.id(), node.userAgentName(), node.userAgentVersion());
    }
  }

  private record Entry(NodeMemory memory, int streams) {
    Entry plus(int more) {
      return new Entry(memory, streams + more);
    }
  }

  /** The memory for a new stream of that node; to be given back by {@link #close}. */
  NodeMemory open(Node node) {
    if (entries.size() >= KEPT) {
      entries.values().removeIf(entry -> entry.streams() == 0);
    }
    return entries
        .compute(
            Key.of(node),
            (key, entry) -> (entry == null ? new Entry(new NodeMemory(), 0) : entry).plus(1))
        .memory();
  }

  /** A stream of that node ended. */
  void close(Node node) {
    entries.computeIfPresent(
        Key.of(node),
        (key, entry) -> {
          Entry left = entry.plus(-1);
          return left.streams() == 0 && isForgettable(left.memory()) ? null : left;
        });
  }

  private static boolean isForgettable(NodeMemory memory) {
    return memory.rejections().isEmpty() && !memory.isDoubted();
  }

  /** What that node has refused, in any of its streams. */
  List<Rejection> rejections(String nodeId) {
    List<Rejection> all = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          if (key.id().equals(nodeId)) {
            all.addAll(entry.memory().rejections());
          }
        });
    return all;
  }
}
