package io.apg.mesh.controlplane.simulation;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.apg.mesh.session.Form;
import io.apg.mesh.snapshot.Node;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A client of a {@link Story}.
 *
 * @param place {@code namespace/service} of the application beside it, or {@code gateway}
 */
record ClientSpec(String name, Kind kind, Form form, String place) {
  private static final String GATEWAY = "gateway";

  /** How it behaves. */
  enum Kind {
    ENVOY,
    /** Dials the service that is its place. */
    GRPC,
    /** An Envoy that refuses everything. */
    REFUSER
  }

  static ClientSpec parse(String[] words) {
    return new ClientSpec(
        words[1],
        Kind.valueOf(words[2].toUpperCase(Locale.ROOT)),
        Form.valueOf(words[3].toUpperCase(Locale.ROOT)),
        words[4]);
  }

  Node node() {
    boolean gateway = place.equals(GATEWAY);
    String service = gateway ? "edge" : "svc_" + service();
    return new Node(
        service + "~" + name,
        service,
        "",
        "",
        gateway ? gatewayMetadata() : sidecarMetadata(),
        kind == Kind.GRPC ? "gRPC Java" : "envoy",
        kind == Kind.REFUSER ? "0-" + name : "1.40.0",
        Set.of());
  }

  private String namespace() {
    return place.substring(0, place.indexOf('/'));
  }

  private String service() {
    return place.substring(place.indexOf('/') + 1);
  }

  /** What a gRPC client dials. */
  String target() {
    return service() + "." + namespace();
  }

  private Struct sidecarMetadata() {
    Value inbound = struct(Map.of("listen", text("127.0.0.1:9000"), "app", text("127.0.0.1:9001")));
    return Struct.newBuilder()
        .putFields("namespace", text(namespace()))
        .putFields("inbound", list(inbound))
        .build();
  }

  private static Struct gatewayMetadata() {
    return Struct.newBuilder()
        .putFields("role", text(GATEWAY))
        .putFields("listen", list(struct(Map.of("address", text("127.0.0.1:8080")))))
        .build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value struct(Map<String, Value> fields) {
    return Value.newBuilder().setStructValue(Struct.newBuilder().putAllFields(fields)).build();
  }

  private static Value list(Value one) {
    return Value.newBuilder().setListValue(ListValue.newBuilder().addValues(one)).build();
  }

  @Override
  public String toString() {
    return "client %s %s %s %s"
        .formatted(
            name,
            kind.name().toLowerCase(Locale.ROOT),
            form.name().toLowerCase(Locale.ROOT),
            place);
  }
}
