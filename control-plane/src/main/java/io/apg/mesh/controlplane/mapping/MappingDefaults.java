package io.apg.mesh.controlplane.mapping;

import java.time.Duration;

/**
 * What routes get that do not say.
 *
 * @param timeout zero = none
 * @param retryAttempts further tries
 */
public record MappingDefaults(Duration timeout, int retryAttempts) {
  /** No timeout, two retries. */
  public static final MappingDefaults STANDARD = new MappingDefaults(Duration.ZERO, 2);
}
