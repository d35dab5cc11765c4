package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.api.ReadinessReport;
import io.apg.mesh.registry.CheckResult;
import io.apg.mesh.registry.RegistryStore;
import java.util.function.BooleanSupplier;

/** Whether this process should get traffic. */
record Readiness(RegistryStore store, BooleanSupplier started) {
  ReadinessReport check() {
    if (!started.getAsBoolean()) {
      return new ReadinessReport(false, "starting or stopping");
    }
    CheckResult stored = store.check();
    return new ReadinessReport(stored.ok(), stored.message());
  }
}
