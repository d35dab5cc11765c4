package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import io.apg.mesh.cli.objects.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Looks every second, and prints the rows that changed, until nobody reads them any more. */
final class Watch {
  private final Shell shell;
  private final Kind kind;
  private final Printing printing;
  private final Selection selection;
  private Map<String, Json> known = new LinkedHashMap<>();
  private boolean first = true;
  private boolean away;

  Watch(Shell shell, Kind kind, Printing printing, Selection selection) {
    this.shell = shell;
    this.kind = kind;
    this.printing = printing;
    this.selection = selection;
  }

  int run(Supplier<List<Json>> objects) throws InterruptedException {
    do {
      try {
        show(objects.get());
        if (away) {
          shell.err().println("meshctl: the control plane is back");
          away = false;
        }
      } catch (Failure failure) {
        if (first || failure.exit() != ExitCode.UNREACHABLE) {
          throw failure;
        }
        if (!away) {
          shell.err().println("meshctl: " + failure.text() + ", trying again");
          away = true;
        }
      }
    } while (!shell.out().checkError() && shell.pause().second());
    return 0;
  }

  private void show(List<Json> objects) {
    Map<String, Json> now = new LinkedHashMap<>();
    List<Integer> changed = new ArrayList<>();
    for (Json object : objects) {
      String id = kind.reference(object);
      if (!object.equals(known.get(id))) {
        changed.add(now.size());
      }
      now.put(id, object);
    }
    List<String> gone = known.keySet().stream().filter(id -> !now.containsKey(id)).toList();
    if (printing.format().is(Format.Kind.JSON)) {
      changed.forEach(i -> shell.out().println(JsonText.write(kind.withKind(objects.get(i)))));
      gone.forEach(id -> shell.out().println(deleted(known.getOrDefault(id, Json.NONE))));
    } else {
      rows(objects, changed, gone);
    }
    shell.out().flush();
    known = now;
    first = false;
  }

  private void rows(List<Json> objects, List<Integer> changed, List<String> gone) {
    boolean wide = printing.format().is(Format.Kind.WIDE);
    List<String> lines =
        kind.table(objects, wide, selection.columns(), shell.clock().instant())
            .lines(shell.screen().width(), true, printing.style(shell));
    if (first && printing.headers()) {
      shell.out().println(lines.get(0));
    }
    changed.forEach(i -> shell.out().println(lines.get(i + 1)));
    gone.forEach(id -> shell.out().println(id + " deleted"));
  }

  private String deleted(Json object) {
    return JsonText.write(
        Json.object("kind", kind.word(), kind.id(), object.get(kind.id()), "deleted", true));
  }
}
