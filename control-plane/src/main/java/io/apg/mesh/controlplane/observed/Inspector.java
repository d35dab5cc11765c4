package io.apg.mesh.controlplane.observed;

import io.apg.mesh.registry.Preview;
import java.util.Optional;

/** Answers questions about what proxies are served, or would be. Thread-safe. */
public interface Inspector {
  /** How many connected proxies a change of a tenant would be sent to. */
  int affected(String tenant, Preview change);

  /**
   * Where a request would go.
   *
   * @throws IllegalArgumentException where nobody is known who could make it
   */
  Explanation explain(String tenant, Question question);

  /** What a connected proxy is served now. */
  Optional<ServedConfig> served(String tenant, String nodeId);
}
