package io.apg.mesh.controlplane.observed;

import java.util.Map;
import java.util.Optional;

/** What proxies refuse of the registry's objects, now. Thread-safe. */
public interface Deliveries {
  /** What is refused of an object; empty = nothing. Costs what there is of that object. */
  Optional<Delivery> of(String tenant, ObjectRef object);

  /** Every object of which something is refused. */
  Map<ObjectRef, Delivery> all(String tenant);
}
