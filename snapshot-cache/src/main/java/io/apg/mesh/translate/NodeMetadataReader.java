package io.apg.mesh.translate;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.apg.mesh.ir.Proxy.Inbound;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.translate.NodeMetadata.Parsed;
import io.apg.mesh.translate.NodeMetadata.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads node metadata, collecting problems. Used for one node. */
final class NodeMetadataReader {
  private static final int MAX_LISTENERS = 64;
  private static final int MAX_DRAIN_SECONDS = 86_400;
  private static final int SHOWN = 64;

  private final NodeMetadata defaults;
  private final List<String> problems = new ArrayList<>();

  NodeMetadataReader(NodeMetadata defaults) {
    this.defaults = defaults;
  }

  Parsed read(Struct metadata) {
    Map<String, Value> fields = metadata.getFieldsMap();
    SocketAddress outbound = outbound(fields.get("outbound"));
    Set<SocketAddress> ofSidecar = new HashSet<>(Set.of(outbound));
    Set<SocketAddress> ofGateway = new HashSet<>();
    NodeMetadata read =
        new NodeMetadata(
            text(fields, "tenant", defaults.tenant()),
            text(fields, "namespace", defaults.namespace()),
            role(fields.get("role")),
            outbound,
            items(fields, "inbound", (field, item) -> inbound(field, item, ofSidecar)),
            items(fields, "listen", (field, item) -> listen(field, item, ofGateway)),
            drain(fields.get("drain_seconds")),
            routes(fields.get("routes")));
    return new Parsed(read, problems);
  }

  private Role role(@Nullable Value value) {
    if (value == null) {
      return defaults.role();
    }
    for (Role role : Role.values()) {
      if (value.getStringValue().equals(role.name().toLowerCase(Locale.ROOT))) {
        return role;
      }
    }
    return problem("role", value, "sidecar, gateway or proxyless", defaults.role());
  }

  private String text(Map<String, Value> fields, String field, String absent) {
    Value value = fields.get(field);
    if (value == null) {
      return absent;
    }
    String text = value.getStringValue();
    return text.isEmpty() ? problem(field, value, "a text", absent) : text;
  }

  private SocketAddress outbound(@Nullable Value value) {
    SocketAddress absent = defaults.outbound();
    if (value == null) {
      return absent;
    }
    Map<String, Value> fields = value.getStructValue().getFieldsMap();
    Value address = fields.get("address");
    Value port = fields.get("port");
    String ip = address == null ? absent.address() : address.getStringValue();
    int number = port == null ? absent.port() : wholeNumber(port);
    return value.hasStructValue() && IpAddresses.isAddress(ip) && IpAddresses.isPort(number)
        ? new SocketAddress(ip, number)
        : problem("outbound", value, "{address: IP, port: 1-65535}", absent);
  }

  private @Nullable Inbound inbound(String field, Value item, Set<SocketAddress> taken) {
    Map<String, Value> fields = item.getStructValue().getFieldsMap();
    SocketAddress listen = address(fields.get("listen"));
    SocketAddress app = address(fields.get("app"));
    UpstreamProtocol protocol = protocol(fields.get("protocol"));
    if (listen == null
        || app == null
        || protocol == null
        || !Set.of("listen", "app", "protocol").containsAll(fields.keySet())) {
      note(field, item, "{listen: IP:port, app: IP:port, protocol: http, http2, grpc or tcp}");
      return null;
    }
    return isFree(field, listen, taken) ? new Inbound(listen, app, protocol) : null;
  }

  private @Nullable SocketAddress listen(String field, Value item, Set<SocketAddress> taken) {
    Map<String, Value> fields = item.getStructValue().getFieldsMap();
    SocketAddress address = address(fields.get("address"));
    if (address == null || fields.size() > 1) {
      note(field, item, "{address: IP:port}");
      return null;
    }
    return isFree(field, address, taken) ? address : null;
  }

  private <T> List<T> items(
      Map<String, Value> fields, String field, BiFunction<String, Value, @Nullable T> read) {
    Value value = fields.get(field);
    if (value == null) {
      return List.of();
    }
    List<Value> items = value.getListValue().getValuesList();
    if (!value.hasListValue() || items.size() > MAX_LISTENERS) {
      return problem(field, value, "a list of at most " + MAX_LISTENERS, List.of());
    }
    List<T> result = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      T item = read.apply(field + "[" + i + "]", items.get(i));
      if (item != null) {
        result.add(item);
      }
    }
    return result;
  }

  private boolean isFree(String field, SocketAddress address, Set<SocketAddress> taken) {
    if (!taken.add(address)) {
      problems.add(field + ": " + address + " (expected: an address that is used once)");
      return false;
    }
    return true;
  }

  private Duration drain(@Nullable Value value) {
    if (value == null) {
      return defaults.drain();
    }
    int seconds = wholeNumber(value);
    return seconds >= 0 && seconds <= MAX_DRAIN_SECONDS
        ? Duration.ofSeconds(seconds)
        : problem("drain_seconds", value, "0-" + MAX_DRAIN_SECONDS, defaults.drain());
  }

  private @Nullable RouteCarrier routes(@Nullable Value value) {
    for (RouteCarrier carrier : RouteCarrier.values()) {
      if (value != null && value.getStringValue().equals(carrier.name().toLowerCase(Locale.ROOT))) {
        return carrier;
      }
    }
    if (value != null) {
      note("routes", value, "rds or scoped");
    }
    return defaults.routes();
  }

  private static @Nullable UpstreamProtocol protocol(@Nullable Value value) {
    return value == null ? UpstreamProtocol.HTTP1 : Protocols.parse(value.getStringValue());
  }

  private static @Nullable SocketAddress address(@Nullable Value value) {
    return value == null ? null : IpAddresses.parse(value.getStringValue());
  }

  /** -1 where it is none. */
  private static int wholeNumber(Value value) {
    double number = value.getNumberValue();
    boolean whole = value.hasNumberValue() && number == Math.rint(number);
    return whole && Math.abs(number) < Integer.MAX_VALUE ? (int) number : -1;
  }

  private <T> T problem(String field, Value value, String expected, T instead) {
    note(field, value, expected);
    return instead;
  }

  private void note(String field, Value value, String expected) {
    problems.add(field + ": " + shown(value) + " (expected: " + expected + ")");
  }

  private static String shown(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> {
        String text = value.getStringValue();
        yield '"' + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text) + '"';
      }
      case NUMBER_VALUE -> String.valueOf(value.getNumberValue());
      case BOOL_VALUE -> String.valueOf(value.getBoolValue());
      case STRUCT_VALUE ->
          "{" + String.join(", ", value.getStructValue().getFieldsMap().keySet()) + "}";
      case LIST_VALUE -> "a list of " + value.getListValue().getValuesCount();
      case NULL_VALUE, KIND_NOT_SET -> "null";
    };
  }
}
