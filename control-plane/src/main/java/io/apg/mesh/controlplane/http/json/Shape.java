package io.apg.mesh.controlplane.http.json;

import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.apg.mesh.v1.AnnotationsProto;
import io.apg.mesh.v1.JsonWrapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a message looks in JSON: its own fields, and what the options of {@code annotations.proto}
 * say. Immutable.
 *
 * @param fields by JSON name, in the order of the proto file; without the members of a union
 * @param outputOnly names of the fields that are ignored in requests
 * @param list the repeated field whose array is the message's JSON; null = an object
 * @param union the key and the alternatives of a flat union; null = none
 * @param wrapper the second form as a request body; null = none
 */
public record Shape(
    Map<String, FieldDescriptor> fields,
    Set<String> outputOnly,
    @Nullable FieldDescriptor list,
    @Nullable Union union,
    @Nullable JsonWrapper wrapper) {

  /** A oneof whose message's fields stand flat next to a key that names it. */
  public record Union(String key, Map<String, FieldDescriptor> members) {}

  private static final Map<Descriptor, Shape> CACHE = new ConcurrentHashMap<>();

  /** The shape of a message type. */
  public static Shape of(Descriptor type) {
    Shape known = CACHE.get(type);
    if (known == null) {
      known = make(type);
      CACHE.put(type, known);
    }
    return known;
  }

  /** The words of an enum, in the order of the proto file: lower_snake, without its prefix. */
  public static List<String> words(EnumDescriptor type) {
    return type.getValues().stream().filter(v -> v.getNumber() != 0).map(Shape::word).toList();
  }

  /** The word of an enum's value. */
  public static String word(EnumValueDescriptor value) {
    String prefix =
        value.getType().getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT)
            + "_";
    String name = value.getName();
    return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .toLowerCase(Locale.ROOT);
  }

  /** Whether a field has one of the behaviours of {@code google.api.field_behavior}. */
  public static boolean is(FieldDescriptor field, FieldBehavior behavior) {
    return field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior).contains(behavior);
  }

  private static Shape make(Descriptor type) {
    MessageOptions options = type.getOptions();
    String unionKey = options.getExtension(AnnotationsProto.jsonUnion);
    List<FieldDescriptor> members =
        unionKey.isEmpty() ? List.of() : type.getRealOneofs().get(0).getFields();
    Map<String, FieldDescriptor> fields =
        named(type.getFields().stream().filter(f -> !members.contains(f)).toList());
    Set<String> outputOnly =
        fields.values().stream()
            .filter(f -> is(f, FieldBehavior.OUTPUT_ONLY))
            .map(FieldDescriptor::getName)
            .collect(Collectors.toUnmodifiableSet());
    return new Shape(
        fields,
        outputOnly,
        options.getExtension(AnnotationsProto.jsonList) ? type.getFields().get(0) : null,
        members.isEmpty() ? null : new Union(unionKey, named(members)),
        options.hasExtension(AnnotationsProto.jsonWrapper)
            ? options.getExtension(AnnotationsProto.jsonWrapper)
            : null);
  }

  private static Map<String, FieldDescriptor> named(List<FieldDescriptor> fields) {
    Map<String, FieldDescriptor> byName = new LinkedHashMap<>();
    fields.forEach(f -> byName.put(f.getName(), f));
    return Collections.unmodifiableMap(byName);
  }
}
