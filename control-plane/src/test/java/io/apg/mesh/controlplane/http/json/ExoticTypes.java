package io.apg.mesh.controlplane.http.json;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Locale;

/** A message of the types that the API has no use for yet: one field for each. */
final class ExoticTypes {
  private static final List<String> TYPES =
      List.of(
          "DOUBLE",
          "FLOAT",
          "INT64",
          "UINT64",
          "INT32",
          "FIXED64",
          "FIXED32",
          "BOOL",
          "STRING",
          "BYTES",
          "UINT32",
          "SFIXED32",
          "SFIXED64",
          "SINT32",
          "SINT64");

  static final Message MESSAGE = DynamicMessage.getDefaultInstance(file().getMessageTypes().get(0));

  private ExoticTypes() {}

  private static FileDescriptor file() {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName("Exotic");
    int number = 1;
    for (String type : TYPES) {
      message.addField(field(type.toLowerCase(Locale.ROOT), number++, type));
    }
    DescriptorProto entry =
        DescriptorProto.newBuilder()
            .setName("ByNumberEntry")
            .setOptions(MessageOptions.newBuilder().setMapEntry(true))
            .addField(field("key", 1, "UINT32"))
            .addField(field("value", 2, "BOOL"))
            .build();
    message.addNestedType(entry);
    message.addField(
        field("by_number", number, "MESSAGE")
            .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
            .setTypeName(".test.Exotic.ByNumberEntry"));
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("exotic.proto")
            .setPackage("test")
            .setSyntax("proto3")
            .addMessageType(message)
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FieldDescriptorProto.Builder field(String name, int number, String type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(FieldDescriptorProto.Type.valueOf("TYPE_" + type))
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }
}
