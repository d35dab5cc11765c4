package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Json;
import java.util.List;

/** {@code meshctl rollback}: takes a revision back, by a new one. */
final class RollbackCommand implements Command {
  private final Shell shell;

  private final Argument<Long> revision =
      Argument.parameter(Long.class, "0", "REVISION", "The revision to take back.");

  private final Argument<Boolean> force =
      Argument.flag("--force", "Also what later revisions changed again, or others name.");

  private final Argument<Boolean> endpoints =
      Argument.flag("--endpoints", "Endpoints, too; they are left as they are otherwise.");

  private final Argument<Boolean> dryRun =
      Argument.flag("--dry-run", "Says what would change, and changes nothing.");

  private final Waiting waiting = new Waiting();

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  RollbackCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Takes back what a revision changed: a new revision puts its objects as they were before.",
            List.of(
                "meshctl rollback 119",
                "meshctl rollback 119 --dry-run",
                "meshctl rollback 119 --force --wait"))
        .takes(revision, force, endpoints, dryRun, waiting.argument())
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() {
    ControlPlane api = connection.open(shell);
    Json answer =
        api.post(
            "/api/revisions/" + revision.value() + "/rollback",
            Json.object(
                "force", force.value(), "endpoints", endpoints.value(), "dry_run", dryRun.value()));
    new Results(shell, printing).print(answer, dryRun.value());
    return dryRun.value() ? 0 : waiting.await(shell, api, connection.timeout(), answer);
  }
}
