package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.manifest.Manifest;
import io.apg.mesh.cli.manifest.Manifests;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code meshctl apply}: makes the mesh as manifests say, all or nothing. */
@Command(
    name = "apply",
    description = "Makes objects as manifests say: all of them in one revision, or none.",
    footer = {
      "  meshctl apply -f mesh/ --wait",
      "  meshctl apply -f route.yaml --dry-run=server",
      "  meshctl get route orders -o yaml | sed s/10/50/ | meshctl apply -f -"
    })
final class ApplyCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "A file, a directory, or - for stdin; may be repeated.")
  private List<String> files = List.of();

  @Option(
      names = "--dry-run",
      paramLabel = "WHERE",
      description =
          "client: only reads the manifests; server: says what would change, and for how many proxies.")
  private @Nullable Where dryRun;

  @Option(
      names = "--prune",
      description =
          "Removes what has the label of -l, and is of a kind that is applied, but is not in the manifests.")
  private boolean prune;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "KEY=VALUE",
      defaultValue = "",
      description = "The label of what --prune may remove.")
  private String label = "";

  @Option(
      names = "--expect-revision",
      paramLabel = "N",
      description = "Only if this is still the revision of the one object; 0 = it must not exist.")
  private @Nullable Long expectedRevision;

  @Option(names = "--force", description = "Removes objects even if others name them.")
  private boolean force;

  @Option(names = "--wait", description = "Returns when every connected proxy has it.")
  private boolean wait;

  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  /** Who finds out what would happen. */
  enum Where {
    client,
    server
  }

  ApplyCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (prune == label.isEmpty()) {
      throw Failure.usage("--prune and -l KEY=VALUE: one needs the other", "");
    }
    List<Manifest> manifests = Manifests.read(files, shell.in());
    if (dryRun == Where.client) {
      String count = Text.plural(manifests.size(), "manifest", "manifests");
      shell.err().println(count + " read, nothing sent");
      printing.program(
          shell, Json.object("objects", manifests.stream().map(Manifest::object).toList()));
      return 0;
    }
    Applying applying = new Applying(manifests).prune(label).force(force).expect(expectedRevision);
    ControlPlane api = connection.open(shell);
    boolean dry = dryRun == Where.server;
    Json answer = applying.send(api, dry);
    new Results(shell, printing).print(answer, dry);
    return wait && !dry ? new Rollout(shell, api, connection.timeout()).await(answer) : 0;
  }
}
