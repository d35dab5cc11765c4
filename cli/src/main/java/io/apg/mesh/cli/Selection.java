package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
      description =
          "At most so many; all of them, and the newest 50 revisions and events, otherwise.")
  private @Nullable Integer limit;

  List<String> columns() {
    return columns;
  }

  /** The objects of a kind that are meant: a limit counts them alone. */
  List<Json> list(Kind kind, ControlPlane api) {
    int most = limit(kind);
    if (namespace.isEmpty() && labels.isEmpty()) {
      return of(kind.list(api, most));
    }
    List<Json> chosen = of(kind.listIn(api, namespace));
    return chosen.subList(0, Math.min(most, chosen.size()));
  }

  private int limit(Kind kind) {
    if (limit != null && limit < 1) {
      throw Failure.usage("--limit: " + limit + " (expected: 1 or more)", "");
    }
    return limit == null ? kind.usualLimit() : limit;
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
