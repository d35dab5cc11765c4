package io.apg.mesh.controlplane.http.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.ExtensionRegistryLite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The comments of the proto files, by the full name of what they stand above. Immutable. */
final class Comments {
  /** Written by the build of the proto module. */
  private static final String RESOURCE = "/apg/mesh/v1/descriptors.binpb";

  private final Map<String, String> byName;

  private Comments(Map<String, String> byName) {
    this.byName = Map.copyOf(byName);
  }

  /** The comments of the API's own proto files. */
  static Comments load() {
    try (InputStream in = Comments.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource: " + RESOURCE + " is missing");
      }
      return of(FileDescriptorSet.parseFrom(in, ExtensionRegistryLite.getEmptyRegistry()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Comments of(FileDescriptorSet files) {
    Map<String, String> byName = new HashMap<>();
    for (FileDescriptorProto file : files.getFileList()) {
      for (Location location : file.getSourceCodeInfo().getLocationList()) {
        String name = name(file, location.getPathList());
        if (!name.isEmpty() && !location.getLeadingComments().isBlank()) {
          byName.put(name, text(location.getLeadingComments()));
        }
      }
    }
    return new Comments(byName);
  }

  /** The comment above a name; empty where there is none. */
  String of(String fullName) {
    return byName.getOrDefault(fullName, "");
  }

  /** The first sentence of a comment. */
  static String firstSentence(String comment) {
    int end = comment.indexOf(". ");
    return end < 0 ? comment : comment.substring(0, end + 1);
  }

  /** Lines joined into paragraphs. */
  private static String text(String comment) {
    return comment
        .strip()
        .replaceAll("\\s*\\n\\s*\\n\\s*", "\n\n")
        .replaceAll("(?<!\\n)\\n ?(?!\\n)", " ");
  }

  /** What a path of numbers (descriptor.proto's field numbers and indexes) leads to. */
  private static String name(FileDescriptorProto file, List<Integer> path) {
    if (path.size() < 2) {
      return "";
    }
    String scope = file.getPackage() + ".";
    int index = path.get(1);
    List<Integer> rest = path.subList(2, path.size());
    return switch (path.get(0)) {
      case FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER ->
          name(scope, file.getMessageType(index), rest);
      case FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER -> name(scope, file.getEnumType(index), rest);
      case FileDescriptorProto.SERVICE_FIELD_NUMBER -> name(scope, file.getService(index), rest);
      default -> "";
    };
  }

  private static String name(String scope, DescriptorProto message, List<Integer> path) {
    String own = scope + message.getName();
    if (path.size() < 2) {
      return path.isEmpty() ? own : "";
    }
    int index = path.get(1);
    List<Integer> rest = path.subList(2, path.size());
    return switch (path.get(0)) {
      case DescriptorProto.FIELD_FIELD_NUMBER ->
          rest.isEmpty() ? own + "." + message.getField(index).getName() : "";
      case DescriptorProto.NESTED_TYPE_FIELD_NUMBER ->
          name(own + ".", message.getNestedType(index), rest);
      case DescriptorProto.ENUM_TYPE_FIELD_NUMBER ->
          name(own + ".", message.getEnumType(index), rest);
      default -> "";
    };
  }

  private static String name(String scope, EnumDescriptorProto type, List<Integer> path) {
    String own = scope + type.getName();
    if (path.size() == 2 && path.get(0) == EnumDescriptorProto.VALUE_FIELD_NUMBER) {
      return own + "." + type.getValue(path.get(1)).getName();
    }
    return path.isEmpty() ? own : "";
  }

  private static String name(String scope, ServiceDescriptorProto service, List<Integer> path) {
    String own = scope + service.getName();
    if (path.size() == 2 && path.get(0) == ServiceDescriptorProto.METHOD_FIELD_NUMBER) {
      return own + "." + service.getMethod(path.get(1)).getName();
    }
    return path.isEmpty() ? own : "";
  }
}
