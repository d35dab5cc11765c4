package io.apg.mesh.controlplane.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.FieldBehavior;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import io.apg.mesh.v1.JsonWrapper;

/**
 * A JSON merge patch (RFC 7396) taken apart: what it sets, which reads like any body, and the paths
 * of all that it names, {@code description} or {@code labels.KEY}. What only requests have, as
 * {@code expected_revision}, is no part of the object and has no path.
 *
 * @param values the patch without its nulls
 */
public record MergePatch(JsonNode values, FieldMask paths) {
  /** Takes apart a patch of a message, flat or inside the key of its {@code json_wrapper}. */
  public static MergePatch of(JsonNode patch, Descriptor type) {
    FieldMask.Builder paths = FieldMask.newBuilder();
    JsonNode values = patch instanceof ObjectNode object ? outer(object, type, paths) : patch;
    return new MergePatch(values, paths.build());
  }

  private static ObjectNode outer(ObjectNode object, Descriptor type, FieldMask.Builder paths) {
    Shape shape = Shape.of(type);
    JsonWrapper wrapper = shape.wrapper();
    ObjectNode values = values(object, shape, paths);
    if (wrapper != null && object.get(wrapper.getKey()) instanceof ObjectNode inner) {
      values.set(wrapper.getKey(), values(inner, shape, paths));
    }
    return values;
  }

  private static ObjectNode values(ObjectNode object, Shape shape, FieldMask.Builder paths) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    for (var entry : object.properties()) {
      String name = entry.getKey();
      JsonNode node = entry.getValue();
      FieldDescriptor field = shape.fields().get(name);
      if (field == null || shape.outputOnly().contains(name)) {
        // Whoever reads it knows what to say of it.
        values.set(name, node);
      } else if (field.isMapField() && node instanceof ObjectNode map) {
        values.set(name, entries(name, map, paths));
      } else {
        if (!Shape.is(field, FieldBehavior.INPUT_ONLY)) {
          paths.addPaths(name);
        }
        if (!node.isNull()) {
          values.set(name, node);
        }
      }
    }
    return values;
  }

  private static ObjectNode entries(String name, ObjectNode map, FieldMask.Builder paths) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    for (var entry : map.properties()) {
      paths.addPaths(name + "." + entry.getKey());
      if (!entry.getValue().isNull()) {
        values.set(entry.getKey(), entry.getValue());
      }
    }
    return values;
  }
}
