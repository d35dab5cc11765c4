package io.apg.mesh.controlplane.observed;

import java.util.List;

/** What needs attention now. Thread-safe. */
@FunctionalInterface
public interface FindingsSource {
  /** The findings of a tenant, in any order. */
  List<Finding> findings(String tenant);
}
