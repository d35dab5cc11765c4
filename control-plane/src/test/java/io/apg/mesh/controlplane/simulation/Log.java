package io.apg.mesh.controlplane.simulation;

import java.util.function.Supplier;

/** Takes what happens, in words that are made only where somebody reads them. */
interface Log {
  /** Nobody reads. */
  Log NONE = line -> {};

  void tell(Supplier<String> line);
}
