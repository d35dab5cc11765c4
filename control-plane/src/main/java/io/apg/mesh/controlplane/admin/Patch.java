package io.apg.mesh.controlplane.admin;

import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON merge patch (RFC 7396) as messages have it: some fields of an object, and which of them
 * count. One that counts and is not there goes away. Immutable.
 *
 * @param said holds the values
 * @param whole fields that count as they are
 * @param keys the keys that count of maps that do not count whole
 */
record Patch(Message said, Set<FieldDescriptor> whole, Map<FieldDescriptor, Set<String>> keys) {
  private static final String EXPECTED_REVISION = "expected_revision";

  Patch {
    whole = Collections.unmodifiableSet(new LinkedHashSet<>(whole));
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }

  /**
   * Reads a mask: names of fields, and {@code labels.KEY} for a key of a map. An empty one means
   * the fields that are set. What only answers say is ignored; paths that lead nowhere are faults.
   */
  static Patch of(Message said, FieldMask mask, Faults faults) {
    Set<FieldDescriptor> whole = new LinkedHashSet<>();
    Map<FieldDescriptor, Set<String>> keys = new LinkedHashMap<>();
    if (mask.getPathsCount() == 0) {
      said.getAllFields().keySet().stream().filter(Patch::isWritten).forEach(whole::add);
    }
    Descriptor type = said.getDescriptorForType();
    for (String path : mask.getPathsList()) {
      int dot = path.indexOf('.');
      FieldDescriptor field = type.findFieldByName(dot < 0 ? path : path.substring(0, dot));
      if (field == null || (dot >= 0 && !field.isMapField())) {
        faults.invalid("update_mask", path, "fields of " + type.getName());
      } else if (isWritten(field) && dot < 0) {
        whole.add(field);
      } else if (isWritten(field)) {
        keys.computeIfAbsent(field, f -> new LinkedHashSet<>()).add(path.substring(dot + 1));
      }
    }
    keys.keySet().removeAll(whole);
    return new Patch(said, whole, keys);
  }

  /** Whether a field is to go away, or back to its default. */
  boolean clears(String name) {
    FieldDescriptor field = said.getDescriptorForType().findFieldByName(name);
    return whole.contains(field) && !said.hasField(field);
  }

  /** Refuses that fields go away. */
  void refuseToClear(Faults faults, String expected, String... names) {
    for (String name : names) {
      if (clears(name)) {
        faults.invalid(name, "null", expected);
      }
    }
  }

  /** Makes an object what the patch wants of it. */
  void applyTo(Message.Builder object) {
    for (FieldDescriptor field : whole) {
      if (field.isRepeated() || said.hasField(field)) {
        object.setField(field, said.getField(field));
      } else {
        object.clearField(field);
      }
    }
    keys.forEach((field, changed) -> object.setField(field, merged(object, field, changed)));
    FieldDescriptor expected = said.getDescriptorForType().findFieldByName(EXPECTED_REVISION);
    if (said.hasField(expected)) {
      object.setField(expected, said.getField(expected));
    }
  }

  private List<Object> merged(Message.Builder object, FieldDescriptor map, Set<String> changed) {
    List<Object> entries = new ArrayList<>();
    for (Object entry : (List<?>) object.getField(map)) {
      if (!changed.contains(key(entry))) {
        entries.add(entry);
      }
    }
    for (Object entry : (List<?>) said.getField(map)) {
      if (changed.contains(key(entry))) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static @Nullable Object key(Object entry) {
    Message pair = (Message) entry;
    return pair.getField(pair.getDescriptorForType().findFieldByNumber(1));
  }

  /** Whether it is part of the object, and not only of answers or of requests. */
  private static boolean isWritten(FieldDescriptor field) {
    List<FieldBehavior> behavior =
        field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior);
    return !behavior.contains(FieldBehavior.OUTPUT_ONLY)
        && !behavior.contains(FieldBehavior.INPUT_ONLY);
  }
}
