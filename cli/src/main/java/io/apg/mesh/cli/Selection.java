package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The options that say which objects, in which order, and what of them. */
final class Selection {
  private final Argument<List<String>> labels =
      Argument.options(
          "-l,--selector", "KEY=VALUE", "Only those with this label; may be repeated.");

  private final Argument<String> namespace =
      Argument.text("-n,--namespace", "NAMESPACE", "Only those of this namespace.");

  private final Argument<String> sortBy =
      Argument.text(
          "--sort-by",
          "FIELD",
          "A field of the JSON form, as service_name; -FIELD for the other way round.");

  private final Argument<List<String>> columns =
      Argument.options("--columns", "COLUMN", "Only these columns, also those of -o wide.").split();

  private final Argument<Integer> limit =
      Argument.option(
          Integer.class,
          "--limit",
          "N",
          "At most so many; all of them, and the newest 50 revisions and events, otherwise.");

  /** What they are on a command line. */
  List<Argument<?>> arguments() {
    return List.of(labels, namespace, sortBy, columns, limit);
  }

  List<String> columns() {
    return columns.value();
  }

  /** The objects of a kind that are meant: a limit counts them alone. */
  List<Json> list(Kind kind, ControlPlane api) {
    int most = limit(kind);
    if (namespace.value().isEmpty() && labels.value().isEmpty()) {
      return of(kind.list(api, most));
    }
    List<Json> chosen = of(kind.listIn(api, namespace.value()));
    return chosen.subList(0, Math.min(most, chosen.size()));
  }

  private int limit(Kind kind) {
    Integer most = limit.orNull();
    if (most != null && most < 1) {
      throw Failure.usage("--limit: " + most + " (expected: 1 or more)", "");
    }
    return most == null ? kind.usualLimit() : most;
  }

  /** Those of the objects that are meant, in order. */
  List<Json> of(List<Json> objects) {
    List<Json> chosen = new ArrayList<>();
    for (Json object : objects) {
      boolean near =
          namespace.value().isEmpty() || object.get("namespace").text().equals(namespace.value());
      if (near && labels.value().stream().allMatch(label -> has(object, label))) {
        chosen.add(object);
      }
    }
    if (!sortBy.value().isEmpty()) {
      String field = sortBy.value().startsWith("-") ? sortBy.value().substring(1) : sortBy.value();
      Comparator<Json> order =
          Comparator.<Json>comparingLong(object -> object.path(field).number())
              .thenComparing(object -> object.path(field).text());
      chosen.sort(sortBy.value().startsWith("-") ? order.reversed() : order);
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
