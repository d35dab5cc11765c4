package io.apg.mesh.benchmarks.fleet;

import java.util.function.Consumer;

/**
 * What one client says, as Envoy would: clusters, their load assignments, listeners, routes; and it
 * acknowledges everything. Knows nothing of gRPC. Used on the event loop.
 */
interface Dialogue {
  /** Begins a stream; on a second one it lists what it has. */
  void open(Consumer<byte[]> say);

  /** Answers a response, and tells what was in it. */
  Heard hear(byte[] response, Consumer<byte[]> say);
}
