package io.apg.mesh.controlplane.envoy;

import io.apg.mesh.examples.process.Await;
import io.apg.mesh.examples.process.EnvoyProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;

/**
 * What an Envoy shows when its control plane did something wrong. No test may leave one behind but
 * the test whose case makes it.
 */
enum Trap {
  /** Something the Envoy waited for did not come within 15 s: a forgotten load assignment. */
  FETCH_TIMEOUT("init_fetch_timeout", 0),
  /** It refused something. */
  REJECTION("update_rejected", 0),
  /** It has no stream. */
  DISCONNECTED("control_plane[.]connected_state", 1);

  private static final Duration SETTLED = Duration.ofSeconds(20);

  private final String stats;
  private final long good;

  Trap(String stats, long good) {
    this.stats = stats;
    this.good = good;
  }

  /** Fails where an Envoy that nobody here ended shows a trap that is not expected. */
  static void assertNone(EnvoyProcess envoy, Set<Trap> expected) {
    if (envoy.ended()) {
      return;
    }
    try {
      // A stream that was broken a moment ago may come back; counters never fall.
      boolean ignored = Await.holds(SETTLED, () -> expected(expected, DISCONNECTED, envoy));
      for (Trap trap : values()) {
        if (!expected(expected, trap, envoy)) {
          throw new AssertionError(trap + " on an Envoy: " + trap.seen(envoy) + "\n" + envoy.log());
        }
      }
    } catch (IOException e) {
      throw new AssertionError("an Envoy that died", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean expected(Set<Trap> expected, Trap trap, EnvoyProcess envoy)
      throws IOException {
    return expected.contains(trap) || trap.seen(envoy).isEmpty();
  }

  private SortedMap<String, Long> seen(EnvoyProcess envoy) throws IOException {
    SortedMap<String, Long> seen = envoy.stats(stats);
    seen.values().removeIf(value -> value == good);
    return seen;
  }
}
