package io.apg.mesh.cli.manifest;

import io.apg.mesh.cli.api.Failure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Makes of one YAML document what JSON could say, by the core schema of YAML 1.2: {@code no} is a
 * word, not false. Notes where each part stands. Not thread-safe.
 */
final class NodeReader {
  private static final int DEEPEST = 50;
  private static final String MERGE = "<<";

  private final String file;
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private int depth;

  NodeReader(String file) {
    this.file = file;
  }

  Map<String, Integer> lines() {
    return lines;
  }

  static int line(Node node) {
    return node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
  }

  @Nullable Object read(Node root) {
    return read(root, "");
  }

  private @Nullable Object read(Node node, String pointer) {
    lines.put(pointer, line(node));
    if (++depth > DEEPEST) {
      throw wrong(node, "nested too deeply (expected: " + DEEPEST + " levels at most)");
    }
    if (!node.getTag().getValue().startsWith(Tag.PREFIX)) {
      throw wrong(node, "the tag " + node.getTag().getValue() + " means nothing here");
    }
    Object value =
        node instanceof MappingNode mapping
            ? fields(mapping, pointer)
            : node instanceof SequenceNode sequence
                ? items(sequence, pointer)
                : scalar((ScalarNode) node);
    depth--;
    return value;
  }

  private List<@Nullable Object> items(SequenceNode sequence, String pointer) {
    List<@Nullable Object> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(read(item, pointer + "/" + items.size()));
    }
    return items;
  }

  private Map<String, @Nullable Object> fields(MappingNode mapping, String pointer) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    List<Node> merged = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw wrong(tuple.getKeyNode(), "a key that is no text");
      }
      String name = key.getValue();
      if (name.equals(MERGE) && tuple.getValueNode() instanceof MappingNode) {
        merged.add(tuple.getValueNode());
        continue;
      }
      if (fields.containsKey(name)) {
        throw wrong(key, "the key " + name + " stands here twice");
      }
      fields.put(name, read(tuple.getValueNode(), pointer + "/" + name));
    }
    for (Node node : merged) {
      if (read(node, pointer) instanceof Map<?, ?> more) {
        more.forEach((name, value) -> fields.putIfAbsent(String.valueOf(name), value));
      }
    }
    return fields;
  }

  private static @Nullable Object scalar(ScalarNode node) {
    String text = node.getValue();
    if (!node.isPlain() || node.getTag().equals(Tag.STR)) {
      return text;
    }
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> null;
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> number(text);
    };
  }

  /** A number, or the text where it is none. */
  private static Object number(String text) {
    if (text.matches("[-+]?[0-9]{1,40}")) {
      BigInteger whole = new BigInteger(text.replaceFirst("^\\+", ""));
      return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
    }
    return text.matches("[-+]?([0-9]{1,40}\\.[0-9]{0,40}|\\.[0-9]{1,40})([eE][-+]?[0-9]{1,3})?")
        ? new BigDecimal(text)
        : text;
  }

  private Failure wrong(Node node, String what) {
    return Failure.manifest(file + ":" + line(node) + ": " + what, "");
  }
}
