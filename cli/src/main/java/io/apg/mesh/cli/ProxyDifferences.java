package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.manifest.Differences;
import io.apg.mesh.cli.text.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How what an Envoy has differs from what it is served. */
final class ProxyDifferences {
  private final Shell shell;
  private final Printing printing;

  ProxyDifferences(Shell shell, Printing printing) {
    this.shell = shell;
    this.printing = printing;
  }

  /** Prints them; 1 where there is one. */
  int print(Json served, EnvoyDump envoy, boolean summary) {
    List<Json> differences = new ArrayList<>();
    for (Json part : served.get("types").items()) {
      String word = part.get("type").text();
      Map<String, Json> here = EnvoyDump.comparable(word, part.get("resources").items());
      Map<String, Json> there = envoy.resources(word);
      Set<String> names = new TreeSet<>(here.keySet());
      names.addAll(there.keySet());
      for (String name : names) {
        Json one = here.getOrDefault(name, Json.NONE);
        Json other = there.getOrDefault(name, Json.NONE);
        if (!one.equals(other)) {
          differences.add(Json.object("type", word, "name", name, "served", one, "envoy", other));
        }
      }
    }
    Json answer = Json.object("node_id", served.get("node_id"), "differences", differences);
    if (printing.format().isText()) {
      print(differences, printing.style(shell), summary);
    } else {
      printing.print(shell, answer, List.of(answer));
    }
    return differences.isEmpty() ? 0 : ExitCode.REFUSED.code();
  }

  private void print(List<Json> differences, Style style, boolean summary) {
    if (differences.isEmpty()) {
      shell.out().println("Envoy has what it is served");
      return;
    }
    for (Json one : differences) {
      String name = one.get("type").text() + "/" + one.get("name").text();
      if (summary) {
        shell.out().println(name + " " + what(one));
        continue;
      }
      shell.out().println("--- served  " + (one.get("served").isNone() ? "nothing" : name));
      shell.out().println("+++ envoy   " + (one.get("envoy").isNone() ? "nothing" : name));
      if (!one.get("served").isNone() && !one.get("envoy").isNone()) {
        Differences.between(one.get("served"), one.get("envoy"))
            .forEach(line -> shell.out().println(style.difference(line)));
      }
    }
  }

  private static String what(Json difference) {
    return difference.get("envoy").isNone()
        ? "missing in Envoy"
        : difference.get("served").isNone() ? "only in Envoy" : "different";
  }
}
