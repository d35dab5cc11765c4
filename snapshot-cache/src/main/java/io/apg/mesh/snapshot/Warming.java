package io.apg.mesh.snapshot;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a new or changed cluster waits for on a proxy before that uses it, beside the secrets that
 * it names. Other resources have {@link #NOTHING}.
 *
 * @param endpoints whether it waits for its load assignment
 * @param probes what the proxy finds out by itself, once it has everything else
 * @param bound how long that takes at most, where nobody answers
 * @param shortest what the quickest of them takes where nobody answers: when all are over sooner,
 *     somebody did
 */
public record Warming(boolean endpoints, Set<Probe> probes, Duration bound, Duration shortest) {
  /** Usable as soon as it is accepted. */
  public static final Warming NOTHING = new Warming(false, Set.of(), Duration.ZERO, Duration.ZERO);

  /** Its load assignment. */
  public static final Warming ENDPOINTS = new Warming(true, Set.of(), Duration.ZERO, Duration.ZERO);

  public Warming {
    probes = Set.copyOf(probes);
  }

  /** What a proxy asks others than the control plane. */
  public enum Probe {
    /** The addresses of its names. */
    DNS,
    /** Whether its endpoints are well. */
    HEALTH_CHECK
  }

  /** This, and one more probe that takes that long at most. */
  public Warming and(Probe probe, Duration most) {
    Set<Probe> more = EnumSet.of(probe);
    more.addAll(probes);
    Duration quickest = probes.isEmpty() || most.compareTo(shortest) < 0 ? most : shortest;
    return new Warming(endpoints, more, bound.plus(most), quickest);
  }
}
