package io.apg.mesh.xds;

import io.apg.mesh.session.NodeMemory;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Memories of the nodes that left last, whole: a client that comes back after its stream broke is
 * known by what it had, not only by what is written down of it. Bounded. Thread-safe.
 */
final class RestingMemories {
  private static final int KEPT = 1_000;

  private final Map<NodeIdentity, NodeMemory> memories = new LinkedHashMap<>();

  /** The last stream of that node has ended. */
  synchronized void put(NodeIdentity node, NodeMemory memory) {
    memories.remove(node);
    memories.put(node, memory);
    if (memories.size() > KEPT) {
      Iterator<NodeIdentity> oldest = memories.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Takes the memory of a node that is back; null = it rests no more. */
  synchronized @Nullable NodeMemory take(NodeIdentity node) {
    return memories.remove(node);
  }
}
