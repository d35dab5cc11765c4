package io.apg.mesh.controlplane.http.json;

import com.google.api.FieldBehavior;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import java.util.List;
import java.util.Random;

/** Makes messages whose JSON says all there is: no output-only fields, no enum value 0. */
final class RandomMessages {
  private static final List<String> TEXTS =
      List.of("", "orders", "é\n\"\\/~", "\u0000\u007f\u2028", "\ud83d\ude80", "null", "0");
  private static final List<Long> LONGS =
      List.of(0L, 1L, -1L, 42L, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE);
  private static final List<Integer> INTS = List.of(0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE);

  private final Random random;

  RandomMessages(long seed) {
    this.random = new Random(seed);
  }

  /** A message of the same type, filled at random. */
  Message fill(Message.Builder builder) {
    Shape.Union union = Shape.of(builder.getDescriptorForType()).union();
    if (union != null) {
      FieldDescriptor member = pick(List.copyOf(union.members().values()));
      builder.setField(member, value(member, builder));
    }
    for (FieldDescriptor field : Shape.of(builder.getDescriptorForType()).fields().values()) {
      fillField(field, builder);
    }
    return builder.build();
  }

  private void fillField(FieldDescriptor field, Message.Builder builder) {
    boolean needed = field.getJavaType() == JavaType.ENUM && !field.hasPresence();
    if (Shape.is(field, FieldBehavior.OUTPUT_ONLY) || (!needed && random.nextInt(3) == 0)) {
      return;
    }
    if (field.isMapField()) {
      Message.Builder entry = builder.newBuilderForField(field);
      entry.getDescriptorForType().getFields().forEach(f -> entry.setField(f, value(f, entry)));
      builder.addRepeatedField(field, entry.build());
    } else if (field.isRepeated()) {
      for (int i = random.nextInt(4); i > 0; i--) {
        builder.addRepeatedField(field, value(field, builder));
      }
    } else {
      builder.setField(field, value(field, builder));
    }
  }

  private Object value(FieldDescriptor field, Message.Builder parent) {
    return switch (field.getJavaType()) {
      case STRING -> pick(TEXTS);
      case INT -> pick(INTS);
      case LONG -> pick(LONGS);
      case BOOLEAN -> random.nextBoolean();
      case DOUBLE -> random.nextGaussian();
      case FLOAT -> (float) random.nextInt(1000) / 8;
      case BYTE_STRING -> ByteString.copyFromUtf8(pick(TEXTS));
      case ENUM -> word(field.getEnumType());
      case MESSAGE -> message(field, parent);
    };
  }

  private Object word(EnumDescriptor type) {
    return type.getValues().get(1 + random.nextInt(type.getValues().size() - 1));
  }

  private Message message(FieldDescriptor field, Message.Builder parent) {
    return switch (field.getMessageType().getFullName()) {
      case "google.protobuf.Timestamp" ->
          Timestamp.newBuilder().setSeconds(random.nextInt()).setNanos(random.nextInt(999)).build();
      case "google.protobuf.Value" -> anyValue(3);
      case "google.protobuf.Struct" -> anyStruct(3);
      default -> fill(parent.newBuilderForField(field));
    };
  }

  private Value anyValue(int depth) {
    Value.Builder value = Value.newBuilder();
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> JsonValues.NULL;
      case 1 -> value.setStringValue(pick(TEXTS)).build();
      case 2 -> value.setBoolValue(random.nextBoolean()).build();
      case 3 -> value.setNumberValue(random.nextInt(100) / 4d).build();
      case 4 -> value.setListValue(ListValue.newBuilder().addValues(anyValue(depth - 1))).build();
      default -> value.setStructValue(anyStruct(depth - 1)).build();
    };
  }

  private Struct anyStruct(int depth) {
    return Struct.newBuilder().putFields(pick(TEXTS), anyValue(depth)).build();
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
