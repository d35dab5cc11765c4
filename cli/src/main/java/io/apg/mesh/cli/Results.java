package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Cells;
import io.apg.mesh.cli.text.Table;
import io.apg.mesh.cli.text.Table.Head;
import java.util.ArrayList;
import java.util.List;

/** Prints what became of the objects of a write. */
final class Results {
  private final Shell shell;
  private final Printing printing;

  Results(Shell shell, Printing printing) {
    this.shell = shell;
    this.printing = printing;
  }

  void print(Json answer, boolean dryRun) {
    List<Json> objects = answer.get("objects").items();
    Format format = printing.format();
    if (format.is(Format.Kind.NAME)) {
      Text.print(shell, objects.stream().map(Cells::reference).toList());
      return;
    }
    if (!format.isText()) {
      printing.print(shell, answer, List.of(answer));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    objects.forEach(o -> rows.add(List.of(Cells.reference(o), o.get("result").text())));
    Text.print(
        shell,
        new Table(List.of(Head.of("OBJECT", 0), Head.of("RESULT", 0)), rows)
            .lines(shell.screen().width(), false, printing.style(shell)));
    String proxies =
        Text.plural(answer.path("dry_run.proxies_affected").number(), "proxy", "proxies");
    Text.print(
        shell,
        List.of(
            dryRun
                ? "dry run: nothing was changed; would change " + proxies
                : "revision " + answer.get("revision").text()));
  }

  /** What is asked before something is removed. */
  static void confirm(Shell shell, boolean yes, String what) {
    if (yes) {
      return;
    }
    if (!shell.screen().in()) {
      throw Failure.usage(what + ": not without being asked", "add --yes");
    }
    shell.err().print(what + "? [y/N] ");
    shell.err().flush();
    try {
      int answer = shell.in().read();
      if (answer != 'y' && answer != 'Y') {
        throw Failure.usage("nothing was changed", "");
      }
    } catch (java.io.IOException e) {
      throw Failure.usage("nothing was changed: " + e.getMessage(), "");
    }
  }
}
