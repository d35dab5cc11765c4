package io.apg.mesh.controlplane.server;

import io.apg.mesh.registry.CheckResult;
import io.apg.mesh.registry.RegistryStore;
import java.util.function.BooleanSupplier;

/** Whether this process should get traffic. */
record Readiness(RegistryStore store, BooleanSupplier started) {
  CheckResult check() {
    return started.getAsBoolean() ? store.check() : new CheckResult(false, "starting or stopping");
  }
}
