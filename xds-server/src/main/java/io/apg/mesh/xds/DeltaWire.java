package io.apg.mesh.xds;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.apg.mesh.session.DeltaRequest;
import io.apg.mesh.session.ErrorDetail;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Incremental messages. */
final class DeltaWire implements Wire {
  private static final int MESSAGE = WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int RESOURCES = DeltaDiscoveryResponse.RESOURCES_FIELD_NUMBER;
  private static final int REMOVED = DeltaDiscoveryResponse.REMOVED_RESOURCES_FIELD_NUMBER;
  // Fields of a Resource, and of an entry of a map.
  private static final int VERSION = 1;
  private static final int RESOURCE = 2;
  private static final int NAME = 3;
  private static final int KEY = 1;
  private static final int VALUE = 2;

  @Override
  public Form form() {
    return Form.DELTA;
  }

  /** A {@code DeltaDiscoveryRequest}. */
  private record Said(
      String typeUrl,
      @Nullable ByteString node,
      String nonce,
      List<String> subscribe,
      List<String> unsubscribe,
      Map<String, String> initialVersions,
      @Nullable ErrorDetail error)
      implements Incoming {
    @Override
    public XdsRequest as(XdsType type) {
      return new DeltaRequest(type, nonce, subscribe, unsubscribe, initialVersions, error);
    }
  }

  @Override
  public Incoming read(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    String typeUrl = "";
    String nonce = "";
    ByteString node = null;
    ByteString error = null;
    List<String> subscribe = List.of();
    List<String> unsubscribe = List.of();
    Map<String, String> initial = Map.of();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case DeltaDiscoveryRequest.NODE_FIELD_NUMBER -> node = Wire.merge(node, in);
        case DeltaDiscoveryRequest.TYPE_URL_FIELD_NUMBER -> typeUrl = in.readStringRequireUtf8();
        case DeltaDiscoveryRequest.RESOURCE_NAMES_SUBSCRIBE_FIELD_NUMBER ->
            subscribe = add(subscribe, in);
        case DeltaDiscoveryRequest.RESOURCE_NAMES_UNSUBSCRIBE_FIELD_NUMBER ->
            unsubscribe = add(unsubscribe, in);
        case DeltaDiscoveryRequest.INITIAL_RESOURCE_VERSIONS_FIELD_NUMBER -> {
          initial = initial.isEmpty() ? new HashMap<>() : initial;
          readEntry(in, initial);
        }
        case DeltaDiscoveryRequest.RESPONSE_NONCE_FIELD_NUMBER ->
            nonce = in.readStringRequireUtf8();
        case DeltaDiscoveryRequest.ERROR_DETAIL_FIELD_NUMBER -> error = Wire.merge(error, in);
        default -> in.skipField(tag);
      }
    }
    return new Said(typeUrl, node, nonce, subscribe, unsubscribe, initial, Wire.error(error));
  }

  private static List<String> add(List<String> names, CodedInputStream in) throws IOException {
    List<String> more = names.isEmpty() ? new ArrayList<>(4) : names;
    more.add(in.readStringRequireUtf8());
    return more;
  }

  private static void readEntry(CodedInputStream in, Map<String, String> into) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    String key = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case KEY -> key = in.readStringRequireUtf8();
        case VALUE -> value = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    into.put(key, value);
  }

  @Override
  public Outgoing write(XdsResponse response, ByteString controlPlane) {
    int size =
        CodedOutputStream.computeStringSize(
                DeltaDiscoveryResponse.SYSTEM_VERSION_INFO_FIELD_NUMBER, response.version())
            + CodedOutputStream.computeBytesSize(
                DeltaDiscoveryResponse.TYPE_URL_FIELD_NUMBER, TypeUrls.of(response.type()))
            + CodedOutputStream.computeStringSize(
                DeltaDiscoveryResponse.NONCE_FIELD_NUMBER, response.nonce())
            + CodedOutputStream.computeBytesSize(
                DeltaDiscoveryResponse.CONTROL_PLANE_FIELD_NUMBER, controlPlane);
    for (Resource resource : response.resources()) {
      size += lengthDelimited(RESOURCES, size(resource));
    }
    for (String name : response.removed()) {
      size += CodedOutputStream.computeStringSize(REMOVED, name);
    }
    return new Outgoing(size, out -> write(response, controlPlane, out));
  }

  private static void write(XdsResponse response, ByteString controlPlane, CodedOutputStream out)
      throws IOException {
    out.writeString(DeltaDiscoveryResponse.SYSTEM_VERSION_INFO_FIELD_NUMBER, response.version());
    for (Resource resource : response.resources()) {
      out.writeTag(RESOURCES, MESSAGE);
      out.writeUInt32NoTag(size(resource));
      out.writeString(VERSION, resource.version());
      out.writeTag(RESOURCE, MESSAGE);
      out.writeUInt32NoTag(TypeUrls.anySize(resource));
      TypeUrls.writeAny(resource, out);
      out.writeString(NAME, resource.name());
    }
    out.writeBytes(DeltaDiscoveryResponse.TYPE_URL_FIELD_NUMBER, TypeUrls.of(response.type()));
    out.writeString(DeltaDiscoveryResponse.NONCE_FIELD_NUMBER, response.nonce());
    for (String name : response.removed()) {
      out.writeString(REMOVED, name);
    }
    out.writeBytes(DeltaDiscoveryResponse.CONTROL_PLANE_FIELD_NUMBER, controlPlane);
  }

  private static int size(Resource resource) {
    return CodedOutputStream.computeStringSize(VERSION, resource.version())
        + lengthDelimited(RESOURCE, TypeUrls.anySize(resource))
        + CodedOutputStream.computeStringSize(NAME, resource.name());
  }

  private static int lengthDelimited(int field, int length) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt32SizeNoTag(length)
        + length;
  }
}
