package io.apg.mesh.controlplane.history;

import io.apg.mesh.registry.ObservedStore;
import io.apg.mesh.registry.ProxyMemory;
import io.apg.mesh.session.Remembered;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.xds.MemoryStore;
import io.apg.mesh.xds.NodeIdentity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what proxies have refused in the store. Written a moment later, the newest state of each
 * proxy; bounded in age, number and size. Thread-safe.
 */
public final class StoredMemories implements MemoryStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoredMemories.class);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final int MOST = 10_000;
  private static final long MOST_BYTES = 256L << 20;
  private static final int TRIM_EACH = 256;

  private final ObservedStore store;
  private final Clock clock;
  private final BatchWriter writer = new BatchWriter("memories", this::write);
  // Guarded by itself.
  private final Map<NodeIdentity, Supplier<Remembered>> changed = new LinkedHashMap<>();
  // Only on the writer's thread.
  private int written;

  /** In an open store. */
  public StoredMemories(ObservedStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Map<NodeIdentity, Remembered> load() {
    trim();
    Map<NodeIdentity, Remembered> all = new HashMap<>();
    Map<Resource, Resource> interned = new HashMap<>();
    for (ProxyMemory memory : store.proxyMemories()) {
      NodeIdentity node =
          new NodeIdentity(memory.tenant(), memory.node(), memory.client(), memory.version());
      try {
        all.put(
            node,
            MemoryBody.read(memory.body(), good -> interned.computeIfAbsent(good, key -> key)));
      } catch (IllegalArgumentException e) {
        LOG.warn("event=memory_unreadable node={} reason={}", node.id(), e.getMessage());
      }
    }
    return all;
  }

  @Override
  public void changed(NodeIdentity node, Supplier<Remembered> newest) {
    synchronized (changed) {
      changed.put(node, newest);
    }
    writer.ask();
  }

  private void write() {
    Map<NodeIdentity, Supplier<Remembered>> batch;
    synchronized (changed) {
      batch = new LinkedHashMap<>(changed);
      changed.clear();
    }
    if (batch.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<ProxyMemory> rows = new ArrayList<>();
    try {
      batch.forEach(
          (node, newest) ->
              rows.add(
                  new ProxyMemory(
                      node.tenant(),
                      node.id(),
                      node.client(),
                      node.version(),
                      now,
                      MemoryBody.write(newest.get()))));
      store.putProxyMemories(rows);
    } catch (RuntimeException e) {
      synchronized (changed) {
        batch.forEach(changed::putIfAbsent);
      }
      throw e;
    }
    written += rows.size();
    if (written >= TRIM_EACH) {
      written = 0;
      trim();
    }
  }

  private void trim() {
    store.trimProxyMemories(clock.instant().minus(KEPT), MOST, MOST_BYTES);
  }

  /** Writes what is left. */
  @Override
  public void close() {
    writer.close();
  }
}
