package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.manifest.Differences;
import io.apg.mesh.cli.manifest.Manifests;
import io.apg.mesh.cli.objects.Cells;
import io.apg.mesh.cli.objects.Kind;
import io.apg.mesh.cli.text.Style;
import java.util.List;

/**
 * {@code meshctl diff}: manifests against the mesh, one revision against another, or a proxy
 * against its Envoy.
 */
final class DiffCommand implements Command {
  private final Shell shell;

  private final Argument<String> resource =
      Argument.parameter(String.class, "0", "RESOURCE", "proxy: what its Envoy has.")
          .optional()
          .orElse("");

  private final Argument<String> node =
      Argument.parameter(String.class, "1", "NODE", "The proxy's node id.").optional().orElse("");

  private final Argument<String> admin =
      Argument.text("--admin", "URL", "For a proxy: the admin port of its Envoy.");

  private final Argument<List<String>> files =
      Argument.options(
          "-f,--filename",
          "FILE",
          "Manifests: a file, a directory, or - for stdin; may be repeated.");

  private final Argument<String> revisions =
      Argument.text("--revision", "A..B", "What is different at revision B from what it was at A.");

  private final Argument<Boolean> summary =
      Argument.flag("--summary", "Only which objects, and what becomes of them.");

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  DiffCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Shows what applying manifests would change, what revisions changed, or what an Envoy lacks.",
            List.of(
                "meshctl diff -f mesh/",
                "meshctl diff -f route.yaml --summary",
                "meshctl diff --revision 118..119",
                "meshctl diff proxy svc_orders~2 --admin http://127.0.0.1:9901"))
        .takes(resource, node, files, revisions, summary, admin)
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() {
    boolean proxy = !resource.value().isEmpty();
    boolean between = !revisions.value().isEmpty();
    int things = (proxy ? 1 : 0) + (between ? 1 : 0) + (files.value().isEmpty() ? 0 : 1);
    if (things != 1 || proxy == admin.value().isEmpty()) {
      throw Failure.usage(
          "what to compare: -f FILE, --revision A..B, or proxy NODE --admin URL", "");
    }
    return proxy ? proxy() : objects();
  }

  /** What the control plane has for a proxy, and what its Envoy says it has. */
  private int proxy() {
    Kind kind = Kind.named(resource.value());
    if (kind != Kind.PROXY || node.value().isEmpty()) {
      throw Failure.usage("what to compare: proxy NODE, and no other resource", "");
    }
    Json served = ProxyConfigCommand.served(connection.open(shell), node.value(), "");
    EnvoyDump envoy = EnvoyDump.fetch(admin.value(), connection.timeout());
    return new ProxyDifferences(shell, printing).print(served, envoy, summary.value());
  }

  private int objects() {
    boolean dryRun = !files.value().isEmpty();
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
    return new Applying(Manifests.read(files.value(), shell.in()))
        .send(connection.open(shell), true);
  }

  private Json between() {
    if (!revisions.value().matches("[0-9]{1,18}\\.\\.[0-9]{1,18}")) {
      throw Failure.usage(
          "--revision: " + revisions.value() + " (expected: two revisions, as 118..119)", "");
    }
    String[] ends = revisions.value().split("\\.\\.", -1);
    ControlPlane api = connection.open(shell);
    return api.get("/api/revisions/diff?from=" + ends[0] + "&to=" + ends[1]);
  }

  private void print(Json change, Style style, boolean dryRun) {
    Json before = change.get("before");
    Json after = change.get("after");
    String name = Cells.reference(change);
    String what = before.isNone() ? "created" : after.isNone() ? "deleted" : "configured";
    if (summary.value()) {
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
