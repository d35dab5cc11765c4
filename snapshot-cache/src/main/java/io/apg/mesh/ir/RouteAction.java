package io.apg.mesh.ir;

import java.time.Duration;
import java.util.List;

/** What is done with a request that a route takes. */
public sealed interface RouteAction {
  /**
   * Sends it to one of the targets, in proportion to their weights.
   *
   * @param targets at least one, with a positive sum of weights
   * @param timeout zero = none
   * @param longLived whether a stream may be silent for ever (gRPC)
   */
  record Forward(List<Target> targets, Duration timeout, Retry retry, boolean longLived)
      implements RouteAction {
    public Forward {
      targets = List.copyOf(targets);
    }
  }

  /** Answers without any upstream. */
  record Respond(int status, String body) implements RouteAction {}
}
