package io.apg.mesh.cli.manifest;

import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells in lines how two forms of an object differ, field by field. Stateless. */
public final class Differences {
  /** What changes with every write, and says nothing. */
  private static final Set<String> STAMPS =
      Set.of("created_at", "updated_at", "revision", "version_info", "last_updated");

  private Differences() {}

  /** The lines; none where the two say the same. */
  public static List<String> between(Json before, Json after) {
    Map<String, Json> old = before.fields();
    Map<String, Json> now = after.fields();
    Set<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    names.removeAll(STAMPS);
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      Json one = old.getOrDefault(name, Json.NONE);
      Json other = now.getOrDefault(name, Json.NONE);
      if (!one.equals(other) && !(isEmpty(one) && isEmpty(other))) {
        lines.add("@@ " + name + " @@");
        field(one, other, lines);
      }
    }
    return lines;
  }

  private static boolean isEmpty(Json value) {
    return value.isNone()
        || (value.isList() && value.items().isEmpty())
        || (value.isObject() && value.fields().isEmpty())
        || value.equals(Json.of(""));
  }

  private static void field(Json before, Json after, List<String> lines) {
    List<String> old = shown(before);
    List<String> now = shown(after);
    int[][] common = common(old, now);
    int i = 0;
    int j = 0;
    while (i < old.size() || j < now.size()) {
      if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
        lines.add("   " + old.get(i));
        i++;
        j++;
      } else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add("-  " + old.get(i++));
      } else {
        lines.add("+  " + now.get(j++));
      }
    }
  }

  /** How many lines the rests of both have in common. */
  private static int[][] common(List<String> old, List<String> now) {
    int[][] length = new int[old.size() + 1][now.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = now.size() - 1; j >= 0; j--) {
        length[i][j] =
            old.get(i).equals(now.get(j))
                ? length[i + 1][j + 1] + 1
                : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    return length;
  }

  private static List<String> shown(Json value) {
    if (isEmpty(value)) {
      return List.of();
    }
    if (value.isList()) {
      return value.items().stream().map(item -> "- " + flat(item)).toList();
    }
    if (value.isObject()) {
      return value.fields().entrySet().stream()
          .map(field -> field.getKey() + ": " + JsonText.write(field.getValue()))
          .toList();
    }
    return List.of(value.text());
  }

  private static String flat(Json item) {
    if (!item.isObject()) {
      return item.isList() ? JsonText.write(item) : item.text();
    }
    return item.fields().entrySet().stream()
        .map(
            field ->
                field.getKey()
                    + ": "
                    + (field.getValue().isObject() || field.getValue().isList()
                        ? JsonText.write(field.getValue())
                        : field.getValue().text()))
        .collect(Collectors.joining("  "));
  }
}
