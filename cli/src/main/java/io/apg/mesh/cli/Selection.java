package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say which objects, in which order, and what of them. */
final class Selection {
  @Option(
      names = {"-l", "--selector"},
      paramLabel = "KEY=VALUE",
      description = "Only those with this label; may be repeated.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Only those of this namespace.")
  private String namespace = "";

  @Option(
      names = "--sort-by",
      paramLabel = "FIELD",
      description = "A field of the JSON form, as service_name; -FIELD for the other way round.")
  private String sortBy = "";

  @Option(
      names = "--columns",
      paramLabel = "COLUMN",
      split = ",",
      description = "Only these columns, also those of -o wide.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "At most so many, as the control plane lists them; 0 = all.")
  private int limit;

  List<String> columns() {
    return columns;
  }

  int limit() {
    if (limit < 0) {
      throw Failure.usage("--limit: " + limit + " (expected: 0 or more)", "");
    }
    return limit == 0 ? Integer.MAX_VALUE : limit;
  }

  /** Those of the objects that are meant, in order. */
  List<Json> of(List<Json> objects) {
    List<Json> chosen = new ArrayList<>();
    for (Json object : objects) {
      boolean near = namespace.isEmpty() || object.get("namespace").text().equals(namespace);
      if (near && labels.stream().allMatch(label -> has(object, label))) {
        chosen.add(object);
      }
    }
    if (!sortBy.isEmpty()) {
      String field = sortBy.startsWith("-") ? sortBy.substring(1) : sortBy;
      Comparator<Json> order =
          Comparator.<Json>comparingLong(object -> object.path(field).number())
              .thenComparing(object -> object.path(field).text());
      chosen.sort(sortBy.startsWith("-") ? order.reversed() : order);
    }
    return chosen;
  }

  private static boolean has(Json object, String label) {
    int equals = label.indexOf('=');
    if (equals < 1) {
      throw Failure.usage("--selector: " + label + " (expected: key=value)", "");
    }
    Json value = object.get("labels").get(label.substring(0, equals));
    return !value.isNone() && value.text().equals(label.substring(equals + 1));
  }
}
