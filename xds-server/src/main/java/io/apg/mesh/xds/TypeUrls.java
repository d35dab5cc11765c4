package io.apg.mesh.xds;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** Encoded type URLs, and resources packed with them as {@code google.protobuf.Any}. */
final class TypeUrls {
  private static final int URL = 1;
  private static final int VALUE = 2;
  private static final Map<XdsType, ByteString> ENCODED = new EnumMap<>(XdsType.class);

  static {
    for (XdsType type : XdsType.values()) {
      ENCODED.put(type, ByteString.copyFromUtf8(type.typeUrl()));
    }
  }

  private TypeUrls() {}

  static ByteString of(XdsType type) {
    return ENCODED.getOrDefault(type, ByteString.EMPTY);
  }

  static int anySize(Resource resource) {
    return CodedOutputStream.computeBytesSize(URL, of(resource.type()))
        + CodedOutputStream.computeBytesSize(VALUE, resource.body());
  }

  static void writeAny(Resource resource, CodedOutputStream out) throws IOException {
    out.writeBytes(URL, of(resource.type()));
    out.writeBytes(VALUE, resource.body());
  }
}
