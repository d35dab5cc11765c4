package io.apg.mesh.xds;

import io.apg.mesh.session.Remembered;
import java.util.Map;
import java.util.function.Supplier;

/** Keeps what nodes have refused while no server runs. Thread-safe. */
public interface MemoryStore {
  /** Forgets everything. */
  MemoryStore NONE =
      new MemoryStore() {
        @Override
        public Map<NodeIdentity, Remembered> load() {
          return Map.of();
        }

        @Override
        public void changed(NodeIdentity node, Supplier<Remembered> newest) {
          // Nothing is kept.
        }
      };

  /** Everything that is kept; asked for once, before the first stream. */
  Map<NodeIdentity, Remembered> load();

  /**
   * What a node remembers has changed. Called on the threads that serve streams, so it must return
   * at once; {@code newest} may be asked for later, on any thread, and is empty where there is
   * nothing to keep any more.
   */
  void changed(NodeIdentity node, Supplier<Remembered> newest);
}
