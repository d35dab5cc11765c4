package io.apg.mesh.xds;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.apg.mesh.session.ErrorDetail;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.NameList;
import io.apg.mesh.session.SotwRequest;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** State of the world messages. */
final class SotwWire implements Wire {
  private static final int ANY = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  @Override
  public Form form() {
    return Form.SOTW;
  }

  /** A {@code DiscoveryRequest}. */
  private record Said(
      String typeUrl,
      @Nullable ByteString node,
      String version,
      String nonce,
      List<String> names,
      @Nullable ErrorDetail error)
      implements Incoming {
    @Override
    public XdsRequest as(XdsType type) {
      return new SotwRequest(type, version, nonce, names, error);
    }
  }

  @Override
  public Incoming read(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    String typeUrl = "";
    String version = "";
    String nonce = "";
    ByteString node = null;
    ByteString error = null;
    NameList.Builder names = new NameList.Builder(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case DiscoveryRequest.VERSION_INFO_FIELD_NUMBER -> version = in.readStringRequireUtf8();
        case DiscoveryRequest.NODE_FIELD_NUMBER -> node = Wire.merge(node, in);
        case DiscoveryRequest.RESOURCE_NAMES_FIELD_NUMBER -> {
          int length = in.readRawVarint32();
          int offset = in.getTotalBytesRead();
          in.skipRawBytes(length);
          names.add(offset, length);
        }
        case DiscoveryRequest.TYPE_URL_FIELD_NUMBER -> typeUrl = in.readStringRequireUtf8();
        case DiscoveryRequest.RESPONSE_NONCE_FIELD_NUMBER -> nonce = in.readStringRequireUtf8();
        case DiscoveryRequest.ERROR_DETAIL_FIELD_NUMBER -> error = Wire.merge(error, in);
        default -> in.skipField(tag);
      }
    }
    return new Said(typeUrl, node, version, nonce, names.build(), Wire.error(error));
  }

  @Override
  public Outgoing write(XdsResponse response, ByteString controlPlane) {
    ByteString typeUrl = TypeUrls.of(response.type());
    int size =
        CodedOutputStream.computeStringSize(
                DiscoveryResponse.VERSION_INFO_FIELD_NUMBER, response.version())
            + CodedOutputStream.computeBytesSize(DiscoveryResponse.TYPE_URL_FIELD_NUMBER, typeUrl)
            + CodedOutputStream.computeStringSize(
                DiscoveryResponse.NONCE_FIELD_NUMBER, response.nonce())
            + CodedOutputStream.computeBytesSize(
                DiscoveryResponse.CONTROL_PLANE_FIELD_NUMBER, controlPlane);
    int tag = CodedOutputStream.computeTagSize(DiscoveryResponse.RESOURCES_FIELD_NUMBER);
    for (Resource resource : response.resources()) {
      int any = TypeUrls.anySize(resource);
      size += tag + CodedOutputStream.computeUInt32SizeNoTag(any) + any;
    }
    return new Outgoing(
        size,
        out -> {
          out.writeString(DiscoveryResponse.VERSION_INFO_FIELD_NUMBER, response.version());
          for (Resource resource : response.resources()) {
            out.writeTag(DiscoveryResponse.RESOURCES_FIELD_NUMBER, ANY);
            out.writeUInt32NoTag(TypeUrls.anySize(resource));
            TypeUrls.writeAny(resource, out);
          }
          out.writeBytes(DiscoveryResponse.TYPE_URL_FIELD_NUMBER, typeUrl);
          out.writeString(DiscoveryResponse.NONCE_FIELD_NUMBER, response.nonce());
          out.writeBytes(DiscoveryResponse.CONTROL_PLANE_FIELD_NUMBER, controlPlane);
        });
  }
}
