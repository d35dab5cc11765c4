package io.apg.mesh.controlplane.http.json;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.Locale;

/** A message of the types that the API has no use for yet: one field for each. */
final class ExoticTypes {
  static final Message MESSAGE = DynamicMessage.getDefaultInstance(file().getMessageTypes().get(0));

  private ExoticTypes() {}

  private static FileDescriptor file() {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName("Exotic");
    int number = 1;
    for (Type type :
        new Type[] {
          Type.TYPE_DOUBLE,
          Type.TYPE_FLOAT,
          Type.TYPE_INT64,
          Type.TYPE_UINT64,
          Type.TYPE_INT32,
          Type.TYPE_FIXED64,
          Type.TYPE_FIXED32,
          Type.TYPE_BOOL,
          Type.TYPE_STRING,
          Type.TYPE_BYTES,
          Type.TYPE_UINT32,
          Type.TYPE_SFIXED32,
          Type.TYPE_SFIXED64,
          Type.TYPE_SINT32,
          Type.TYPE_SINT64
        }) {
      message.addField(field(type.name().toLowerCase(Locale.ROOT), number++, type));
    }
    DescriptorProto entry =
        DescriptorProto.newBuilder()
            .setName("ByNumberEntry")
            .setOptions(MessageOptions.newBuilder().setMapEntry(true))
            .addField(field("key", 1, Type.TYPE_UINT32))
            .addField(field("value", 2, Type.TYPE_BOOL))
            .build();
    message.addNestedType(entry);
    message.addField(
        field("by_number", number, Type.TYPE_MESSAGE)
            .setLabel(Label.LABEL_REPEATED)
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

  private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }
}
