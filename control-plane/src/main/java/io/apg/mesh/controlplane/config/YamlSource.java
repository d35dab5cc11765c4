package io.apg.mesh.controlplane.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file as dotted keys, with the line of each. Scalars keep their text, so that a key's own
 * type decides what it means.
 */
final class YamlSource {
  private static final int DEEPEST = 8;

  private final String file;
  private final Map<String, String> environment;
  private final Map<String, RawValue> values = new LinkedHashMap<>();
  private final List<String> problems;

  private YamlSource(String file, Map<String, String> environment, List<String> problems) {
    this.file = file;
    this.environment = environment;
    this.problems = problems;
  }

  /** The values of {@code text}; what is wrong with it is added to {@code problems}. */
  static Map<String, RawValue> read(
      String file, String text, Map<String, String> environment, List<String> problems) {
    YamlSource source = new YamlSource(file, environment, problems);
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root != null && !isNull(root)) {
        source.section("", root, 0);
      }
    } catch (MarkedYAMLException malformed) {
      int line = malformed.getProblemMark() == null ? 0 : malformed.getProblemMark().getLine() + 1;
      problems.add(file + ":" + line + ": not YAML: " + malformed.getProblem());
    } catch (YAMLException malformed) {
      problems.add(file + ": not YAML: " + malformed.getMessage());
    }
    return source.values;
  }

  private void section(String path, Node node, int depth) {
    if (!(node instanceof MappingNode mapping) || depth > DEEPEST) {
      problems.add((path.isEmpty() ? file : path) + ": (expected: a mapping) " + at(node));
      return;
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : mapping.getValue()) {
      String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      String name = path.isEmpty() ? key : path + "." + key;
      if (!seen.add(key)) {
        problems.add(name + ": given twice " + at(entry.getKeyNode()));
      }
      value(name, entry.getValueNode(), depth);
    }
  }

  private void value(String name, Node node, int depth) {
    if (node instanceof ScalarNode scalar) {
      String text = isNull(node) ? "" : Interpolation.apply(scalar.getValue(), environment);
      values.put(name, RawValue.scalar(text == null ? "" : text, at(node)));
    } else if (node instanceof SequenceNode sequence) {
      values.put(name, RawValue.list(items(name, sequence), at(node)));
    } else {
      section(name, node, depth + 1);
    }
  }

  private List<String> items(String name, SequenceNode sequence) {
    List<String> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      String text = item instanceof ScalarNode scalar ? interpolated(scalar) : null;
      if (text != null) {
        items.add(text);
      } else if (!(item instanceof ScalarNode)) {
        problems.add(name + ": (expected: a list of single values) " + at(item));
      }
    }
    return items;
  }

  private @Nullable String interpolated(ScalarNode scalar) {
    return Interpolation.apply(scalar.getValue(), environment);
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private String at(Node node) {
    return "[" + file + ":" + (node.getStartMark().getLine() + 1) + "]";
  }
}
