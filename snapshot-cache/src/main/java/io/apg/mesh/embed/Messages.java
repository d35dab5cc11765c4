package io.apg.mesh.embed;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.RawResource;
import io.apg.mesh.snapshot.XdsType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Makes resources of messages: their type, name, bytes and version. */
final class Messages {
  private static final String URL = "type.googleapis.com/";
  private static final List<String> NAME_FIELDS = List.of("name", "cluster_name");

  private Messages() {}

  static RawResource resource(Message message) {
    XdsType type = type(message);
    return resource(type, name(type, message), Content.encode(message));
  }

  static RawResource resource(Message message, String version) {
    XdsType type = type(message);
    return new RawResource(type, name(type, message), given(version), Content.encode(message));
  }

  static RawResource resource(XdsType type, String name, ByteString body) {
    return new RawResource(type, name, Content.version(body), body);
  }

  /** A version that somebody chose. */
  static String given(String version) {
    if (version.isEmpty()) {
      throw new IllegalArgumentException("version: empty (expected: a text)");
    }
    return version;
  }

  /** The type of that URL. */
  static XdsType type(String typeUrl) {
    XdsType type = XdsType.ofTypeUrl(typeUrl);
    if (type == null) {
      throw new IllegalArgumentException(
          "type: "
              + typeUrl
              + " (expected: one of "
              + Arrays.stream(XdsType.values())
                  .map(XdsType::typeUrl)
                  .collect(Collectors.joining(", "))
              + ")");
    }
    return type;
  }

  private static XdsType type(Message message) {
    return type(URL + message.getDescriptorForType().getFullName());
  }

  private static String name(XdsType type, Message message) {
    for (String field : NAME_FIELDS) {
      FieldDescriptor descriptor = message.getDescriptorForType().findFieldByName(field);
      if (descriptor != null) {
        return name(type, (String) message.getField(descriptor));
      }
    }
    throw new IllegalStateException("type: " + type + " (expected: one with a name)");
  }

  static String name(XdsType type, String name) {
    if (name.isEmpty() || name.equals("*")) {
      throw new IllegalArgumentException(
          "[type=" + type + "] name: '" + name + "' (expected: a name that a client can ask for)");
    }
    return name;
  }
}
