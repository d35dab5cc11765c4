package io.apg.mesh.cli.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Picks values out of a document: names separated by dots, {@code [2]} for an item of a list,
 * {@code [*]} for all of them; braces and a leading {@code $} may stand around it, as in kubectl.
 * Immutable.
 */
public final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile("\\.?(?:\\[(\\*|[0-9]{1,6})]|\\[['\"]([^'\"]+)['\"]]|([^.\\[\\]]+))");

  private final List<Step> steps;

  /** Gives what lies one step on. */
  private interface Step {
    List<Json> from(Json value);
  }

  private JsonPath(List<Step> steps) {
    this.steps = steps;
  }

  /** Reads a path. */
  public static JsonPath of(String text) {
    String path = text.replaceAll("^\\{(.*)}$", "$1").replaceFirst("^\\$", "");
    List<Step> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    int end = 0;
    while (end < path.length() && matcher.find(end) && matcher.start() == end) {
      steps.add(step(matcher));
      end = matcher.end();
    }
    if (end < path.length()) {
      throw Failure.usage(
          "jsonpath: " + text + " (expected: a path as .services[*].service_name)", "");
    }
    return new JsonPath(steps);
  }

  private static Step step(Matcher matcher) {
    String index = matcher.group(1);
    if (index == null) {
      String name = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
      return value -> List.of(value.get(name));
    }
    if (index.equals("*")) {
      return value -> value.isObject() ? List.copyOf(value.fields().values()) : value.items();
    }
    int at = Integer.parseInt(index);
    return value -> at < value.items().size() ? List.of(value.items().get(at)) : List.of();
  }

  /** The values it picks; what is not there is left out. */
  public List<Json> in(Json document) {
    List<Json> values = List.of(document);
    for (Step step : steps) {
      values = values.stream().flatMap(value -> step.from(value).stream()).toList();
    }
    return values.stream().filter(value -> !value.isNone()).toList();
  }
}
