package io.apg.mesh.controlplane.http.rules;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path of {@code google.api.http}: literals and variables, each one segment ({@code
 * /api/routes/{route_id}}). Immutable.
 */
public record PathTemplate(List<String> segments) {
  public PathTemplate {
    segments = List.copyOf(segments);
  }

  /**
   * Parses a path.
   *
   * @throws IllegalArgumentException where it has more than that
   */
  public static PathTemplate parse(String template) {
    List<String> segments = List.of(template.substring(1).split("/", -1));
    for (String segment : segments) {
      boolean ok = segment.matches("[a-z0-9-]+|\\{[a-z0-9_]+}");
      if (!ok || !template.startsWith("/")) {
        throw new IllegalArgumentException(
            "path: " + template + " (expected: literals and {variables} between slashes)");
      }
    }
    return new PathTemplate(segments);
  }

  /** Names of the variables, in order. */
  public List<String> variables() {
    return segments.stream().filter(PathTemplate::isVariable).map(PathTemplate::name).toList();
  }

  /** The variables' values, or null where the path is another one. */
  public @Nullable Map<String, String> match(List<String> path) {
    if (path.size() != segments.size()) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (isVariable(segment)) {
        if (path.get(i).isEmpty()) {
          return null;
        }
        values.put(name(segment), path.get(i));
      } else if (!segment.equals(path.get(i))) {
        return null;
      }
    }
    return values;
  }

  /** The path whose variables are the message's fields. */
  public String fill(Message message) {
    StringBuilder path = new StringBuilder();
    for (String segment : segments) {
      path.append('/');
      if (isVariable(segment)) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name(segment));
        path.append(Percent.encode(String.valueOf(message.getField(field))));
      } else {
        path.append(segment);
      }
    }
    return path.toString();
  }

  @Override
  public String toString() {
    return "/" + String.join("/", segments);
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }

  private static String name(String variable) {
    return variable.substring(1, variable.length() - 1);
  }
}
