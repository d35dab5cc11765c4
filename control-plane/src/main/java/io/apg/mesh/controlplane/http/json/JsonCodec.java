package io.apg.mesh.controlplane.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.apg.mesh.v1.JsonWrapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * JSON to messages and back, as the API has it. Reading collects faults in a {@link Problems}
 * instead of stopping at the first. Thread-safe.
 */
public final class JsonCodec {
  private JsonCodec() {}

  /** A message as JSON. */
  public static JsonNode write(Message message) {
    return MessageWriter.write(message);
  }

  /**
   * Reads a request body, flat or inside the key of its {@code json_wrapper}.
   *
   * @param bound names of fields that the path holds, which a body cannot set
   * @return how to name, in terms of what the client sent, a field that has been named by a JSON
   *     pointer into the flat form
   */
  public static UnaryOperator<String> readBody(
      JsonNode body, Set<String> bound, Message.Builder into, Problems problems) {
    if (!(body instanceof ObjectNode object)) {
      problems.malformed(
          "",
          "the body is " + JsonValues.quoted(body) + " (expected: an object)",
          JsonValues.shown(body));
      return UnaryOperator.identity();
    }
    MessageReader reader = new MessageReader(problems);
    Shape shape = Shape.of(into.getDescriptorForType());
    JsonWrapper wrapper = shape.wrapper();
    if (wrapper != null && object.has(wrapper.getKey())) {
      return readWrapped(object, wrapper, into, problems);
    }
    ObjectNode free = object;
    if (!bound.isEmpty()) {
      free = object.deepCopy();
      for (String name : bound) {
        if (free.remove(name) != null) {
          problems.malformed(
              MessageReader.pointer("", name),
              "unknown field " + name,
              name + " stands in the path");
        }
      }
    }
    reader.read(free, "", into);
    return UnaryOperator.identity();
  }

  /** Reads a field from the text of a path segment, of a query parameter or of a header. */
  public static void readText(
      FieldDescriptor field, List<String> texts, Message.Builder into, Problems problems) {
    String name = field.getName();
    if (texts.size() > 1 && !field.isRepeated()) {
      problems.malformed(name, name + " stands " + texts.size() + " times", "");
      return;
    }
    ScalarReader scalars = new ScalarReader(problems);
    for (String text : texts) {
      Object value = scalars.read(field, TextValues.node(field, text), name);
      if (value == null) {
        continue;
      }
      if (field.isRepeated()) {
        into.addRepeatedField(field, value);
      } else {
        into.setField(field, value);
      }
    }
  }

  private static UnaryOperator<String> readWrapped(
      ObjectNode object, JsonWrapper wrapper, Message.Builder into, Problems problems) {
    MessageReader reader = new MessageReader(problems);
    String key = wrapper.getKey();
    String innerAt = MessageReader.pointer("", key);
    ObjectNode outer = JsonNodeFactory.instance.objectNode();
    List<String> allowed = new ArrayList<>(wrapper.getBesideList());
    allowed.add(key);
    for (var entry : object.properties()) {
      String name = entry.getKey();
      if (wrapper.getBesideList().contains(name)) {
        outer.set(name, entry.getValue());
      } else if (!name.equals(key)) {
        misplaced(name, key, allowed, into, reader, problems);
      }
    }
    JsonNode wrapped = object.get(key);
    if (wrapped instanceof ObjectNode inner) {
      reader.read(inner, innerAt, into);
      outer.fieldNames().forEachRemaining(name -> twice(name, inner, innerAt, problems));
    } else {
      problems.malformed(
          innerAt,
          key + ": " + JsonValues.quoted(wrapped) + " (expected: an object)",
          JsonValues.shown(wrapped));
    }
    reader.read(outer, "", into);
    Set<String> outside = Set.copyOf(wrapper.getBesideList());
    return flat -> {
      if (flat.isEmpty() || (isIn(outside, flat) && !isIn(names(wrapped), flat))) {
        return flat;
      }
      return innerAt + flat;
    };
  }

  private static void misplaced(
      String name,
      String key,
      List<String> allowed,
      Message.Builder into,
      MessageReader reader,
      Problems problems) {
    if (Shape.of(into.getDescriptorForType()).fields().containsKey(name)) {
      problems.malformed(
          MessageReader.pointer("", name),
          "unknown field " + name,
          name + " belongs inside " + key);
    } else {
      reader.unknown(name, "", allowed);
    }
  }

  private static void twice(String name, ObjectNode inner, String innerAt, Problems problems) {
    if (inner.has(name)) {
      problems.malformed(
          MessageReader.pointer(innerAt, name), "the key " + name + " stands twice", "");
    }
  }

  private static Set<String> names(JsonNode node) {
    Set<String> names = new HashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Whether the first step of a pointer is one of the names. */
  private static boolean isIn(Set<String> names, String pointer) {
    int end = pointer.indexOf('/', 1);
    return names.contains(pointer.substring(1, end < 0 ? pointer.length() : end));
  }
}
