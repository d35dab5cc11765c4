package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Json;
import java.time.Duration;

/** The option {@code --wait}: what a write waits for after it was made. */
final class Waiting {
  private final Argument<Condition> wait =
      Argument.option(
              Condition.class,
              "--wait",
              "CONDITION",
              "Returns when every connected proxy has it (synced, also where none is named), or at once (none).")
          .optional()
          .orElse(Condition.none);

  /** What proxies must have. */
  enum Condition {
    synced,
    none
  }

  /** It, on a command line. */
  Argument<?> argument() {
    return wait;
  }

  /** Waits for what a write changed; the exit code. */
  int await(Shell shell, ControlPlane api, Duration bound, Json answer) {
    return wait.value() == Condition.none ? 0 : new Rollout(shell, api, bound).await(answer);
  }
}
