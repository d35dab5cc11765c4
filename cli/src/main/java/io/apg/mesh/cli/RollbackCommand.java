package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meshctl rollback}: takes a revision back, by a new one. */
@Command(
    name = "rollback",
    description =
        "Takes back what a revision changed: a new revision puts its objects as they were before.",
    footer = {
      "  meshctl rollback 119",
      "  meshctl rollback 119 --dry-run",
      "  meshctl rollback 119 --force --wait"
    })
final class RollbackCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(index = "0", paramLabel = "REVISION", description = "The revision to take back.")
  private long revision;

  @Option(
      names = "--force",
      description = "Also what later revisions changed again, or others name.")
  private boolean force;

  @Option(
      names = "--endpoints",
      description = "Endpoints, too; they are left as they are otherwise.")
  private boolean endpoints;

  @Option(names = "--dry-run", description = "Says what would change, and changes nothing.")
  private boolean dryRun;

  @Option(names = "--wait", description = "Returns when every connected proxy has it.")
  private boolean wait;

  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  RollbackCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    ControlPlane api = connection.open(shell);
    Json answer =
        api.post(
            "/api/revisions/" + revision + "/rollback",
            Json.object("force", force, "endpoints", endpoints, "dry_run", dryRun));
    new Results(shell, printing).print(answer, dryRun);
    return wait && !dryRun ? new Rollout(shell, api, connection.timeout()).await(answer) : 0;
  }
}
