package io.apg.mesh.xds;

import io.apg.mesh.session.NodeMemory;
import io.apg.mesh.session.Remembered;
import io.apg.mesh.snapshot.Node;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The memories of one server after another; what is written down outlives a server. */
public final class SimulatedMemories implements MemoryStore {
  private final Clock clock;
  private final Map<NodeIdentity, Supplier<Remembered>> newest = new LinkedHashMap<>();
  private final Map<NodeIdentity, Remembered> kept = new LinkedHashMap<>();
  private NodeMemories running;

  /** Memories of a server that never ran. */
  public SimulatedMemories(Clock clock) {
    this.clock = clock;
    this.running = start();
  }

  private NodeMemories start() {
    return new NodeMemories(this, node -> "default", clock, observer -> {});
  }

  /** A new server; {@code written} = what the one before it knew was stored. */
  public void restart(boolean written) {
    if (written) {
      newest.forEach((node, what) -> kept.put(node, what.get()));
    } else {
      kept.clear();
    }
    newest.clear();
    running = start();
  }

  /** The memory for a client of that node. */
  public NodeMemory open(Node node, String client) {
    return running.open(node, client);
  }

  /** That client has no streams any more. */
  public void close(Node node, String client) {
    running.close(node, client);
  }

  @Override
  public Map<NodeIdentity, Remembered> load() {
    return new HashMap<>(kept);
  }

  @Override
  public void changed(NodeIdentity node, Supplier<Remembered> what) {
    newest.put(node, what);
  }
}
