package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.manifest.Manifest;
import io.apg.mesh.cli.manifest.Manifests;
import java.util.List;

/** {@code meshctl apply}: makes the mesh as manifests say, all or nothing. */
final class ApplyCommand implements Command {
  private final Shell shell;

  private final Argument<List<String>> files =
      Argument.options(
              "-f,--filename", "FILE", "A file, a directory, or - for stdin; may be repeated.")
          .required();

  private final Argument<Where> dryRun =
      Argument.option(
          Where.class,
          "--dry-run",
          "WHERE",
          "client: only reads the manifests; server: says what would change, and for how many proxies.");

  private final Argument<Boolean> prune =
      Argument.flag(
          "--prune",
          "Removes what has the label of -l, and is of a kind that is applied, but is not in the manifests.");

  private final Argument<String> label =
      Argument.text("-l,--selector", "KEY=VALUE", "The label of what --prune may remove.");

  private final Argument<Long> expectedRevision =
      Argument.option(
          Long.class,
          "--expect-revision",
          "N",
          "Only if this is still the revision of the one object; 0 = it must not exist.");

  private final Argument<Boolean> force =
      Argument.flag("--force", "Removes objects even if others name them.");

  private final Waiting waiting = new Waiting();

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  /** Who finds out what would happen. */
  enum Where {
    client,
    server
  }

  ApplyCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Makes objects as manifests say: all of them in one revision, or none.",
            List.of(
                "meshctl apply -f mesh/ --wait",
                "meshctl apply -f route.yaml --dry-run=server",
                "meshctl get route orders -o yaml | sed s/10/50/ | meshctl apply -f -"))
        .takes(files, dryRun, prune, label, expectedRevision, force, waiting.argument())
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() {
    if (prune.value() == label.value().isEmpty()) {
      throw Failure.usage("--prune and -l KEY=VALUE: one needs the other", "");
    }
    List<Manifest> manifests = Manifests.read(files.value(), shell.in());
    if (dryRun.orNull() == Where.client) {
      String count = Text.plural(manifests.size(), "manifest", "manifests");
      shell.err().println(count + " read, nothing sent");
      printing.program(
          shell, Json.object("objects", manifests.stream().map(Manifest::object).toList()));
      return 0;
    }
    Applying applying =
        new Applying(manifests)
            .prune(label.value())
            .force(force.value())
            .expect(expectedRevision.orNull());
    ControlPlane api = connection.open(shell);
    boolean dry = dryRun.orNull() == Where.server;
    Json answer = applying.send(api, dry);
    new Results(shell, printing).print(answer, dry);
    return dry ? 0 : waiting.await(shell, api, connection.timeout(), answer);
  }
}
