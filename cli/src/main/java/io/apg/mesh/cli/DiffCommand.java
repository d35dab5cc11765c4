package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.manifest.Differences;
import io.apg.mesh.cli.manifest.Manifests;
import io.apg.mesh.cli.objects.Cells;
import io.apg.mesh.cli.text.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code meshctl diff}: manifests against the mesh, or one revision against another. */
@Command(
    name = "diff",
    description = "Shows what applying manifests would change, or what revisions changed.",
    footer = {
      "  meshctl diff -f mesh/",
      "  meshctl diff -f route.yaml --summary",
      "  meshctl diff --revision 118..119"
    })
final class DiffCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "Manifests: a file, a directory, or - for stdin; may be repeated.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--revision",
      paramLabel = "A..B",
      defaultValue = "",
      description = "What is different at revision B from what it was at A.")
  private String revisions = "";

  @Option(names = "--summary", description = "Only which objects, and what becomes of them.")
  private boolean summary;

  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  DiffCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (files.isEmpty() == revisions.isEmpty()) {
      throw Failure.usage("what to compare: -f FILE, or --revision A..B", "");
    }
    boolean dryRun = !files.isEmpty();
    Json answer = dryRun ? dryRun() : between();
    List<Json> changes = answer.path(dryRun ? "dry_run.changes" : "changes").items();
    if (printing.format().isText()) {
      Style style = printing.style(shell);
      changes.forEach(change -> print(change, style, dryRun));
      if (dryRun && !changes.isEmpty()) {
        affects(answer, changes.size());
      }
    } else {
      printing.print(shell, answer, List.of(answer));
    }
    return changes.isEmpty() ? 0 : ExitCode.REFUSED.code();
  }

  private void affects(Json answer, int objects) {
    shell
        .out()
        .println(
            "affects: "
                + Text.plural(objects, "object", "objects")
                + ", "
                + Text.plural(
                    answer.path("dry_run.proxies_affected").number(), "proxy", "proxies"));
  }

  private Json dryRun() {
    return new Applying(Manifests.read(files, shell.in())).send(connection.open(shell), true);
  }

  private Json between() {
    if (!revisions.matches("[0-9]{1,18}\\.\\.[0-9]{1,18}")) {
      throw Failure.usage(
          "--revision: " + revisions + " (expected: two revisions, as 118..119)", "");
    }
    String[] ends = revisions.split("\\.\\.", -1);
    ControlPlane api = connection.open(shell);
    return api.get("/api/revisions/diff?from=" + ends[0] + "&to=" + ends[1]);
  }

  private void print(Json change, Style style, boolean dryRun) {
    Json before = change.get("before");
    Json after = change.get("after");
    String name = Cells.reference(change);
    String what = before.isNone() ? "created" : after.isNone() ? "deleted" : "configured";
    if (summary) {
      shell.out().println(name + " " + style.paint(what));
      return;
    }
    String old = before.get("revision").text();
    String from = dryRun ? "live" : "from";
    shell
        .out()
        .println(
            "--- "
                + from
                + "  "
                + (before.isNone()
                    ? "nothing"
                    : name + (old.isEmpty() ? "" : "  revision " + old)));
    shell
        .out()
        .println("+++ " + (dryRun ? "file" : "to  ") + "  " + (after.isNone() ? "nothing" : name));
    Differences.between(before, after).forEach(line -> shell.out().println(style.difference(line)));
  }
}
