package io.apg.mesh.ir;

import java.util.List;

/**
 * When a failed request is tried again, on another host first.
 *
 * @param on Envoy's words for {@code retry_on}
 * @param attempts further tries; 0 = never
 */
public record Retry(List<String> on, int attempts) {
  public Retry {
    on = List.copyOf(on);
  }
}
