package io.apg.mesh.translate;

import com.google.protobuf.Struct;
import io.apg.mesh.ir.Proxy.Inbound;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.ir.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says of itself in its node metadata.
 *
 * @param namespace empty = not said
 * @param outbound where a sidecar's application dials other services
 * @param inbound listeners in front of a sidecar's application
 * @param listen where a gateway listens
 * @param drain how long connections of a removed or changed listener live on ({@code
 *     --drain-time-s})
 * @param routes in which resources it wants its routes; null = not said
 */
public record NodeMetadata(
    String tenant,
    String namespace,
    Role role,
    SocketAddress outbound,
    List<Inbound> inbound,
    List<SocketAddress> listen,
    Duration drain,
    @Nullable RouteCarrier routes) {
  /** The fields that are read. */
  public static final Set<String> FIELDS =
      Set.of(
          "tenant",
          "namespace",
          "role",
          "outbound",
          "inbound",
          "listen",
          "drain_seconds",
          "routes");

  /** What holds where nothing is said; the drain time is Envoy's own. */
  public static final NodeMetadata DEFAULTS =
      new NodeMetadata(
          "default",
          "",
          Role.SIDECAR,
          new SocketAddress("127.0.0.1", 15001),
          List.of(),
          List.of(),
          Duration.ofMinutes(10));

  /** Of a proxy that does not say how it wants its routes. */
  public NodeMetadata(
      String tenant,
      String namespace,
      Role role,
      SocketAddress outbound,
      List<Inbound> inbound,
      List<SocketAddress> listen,
      Duration drain) {
    this(tenant, namespace, role, outbound, inbound, listen, drain, null);
  }

  public NodeMetadata {
    inbound = List.copyOf(inbound);
    listen = List.copyOf(listen);
  }

  /** What kind of client it is. */
  public enum Role {
    SIDECAR,
    GATEWAY,
    PROXYLESS
  }

  /**
   * What was read, and what was wrong with it.
   *
   * @param problems one sentence each, beginning with the field; where there are none, everything
   *     that was said is in {@code metadata}
   */
  public record Parsed(NodeMetadata metadata, List<String> problems) {
    public Parsed {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads metadata. Never fails: what is absent or makes no sense is taken from {@code defaults}; a
   * listener that asks for something unknown is not opened, for it might be a condition.
   */
  public static Parsed parse(Struct metadata, NodeMetadata defaults) {
    return new NodeMetadataReader(defaults).read(metadata);
  }

  /** The same with another drain time. */
  public NodeMetadata withDrain(Duration other) {
    return new NodeMetadata(tenant, namespace, role, outbound, inbound, listen, other, routes);
  }

  /** The same in another role. */
  NodeMetadata withRole(Role other) {
    return new NodeMetadata(tenant, namespace, other, outbound, inbound, listen, drain, routes);
  }

  /** The same with its routes in those resources; null = not said. */
  public NodeMetadata withRoutes(@Nullable RouteCarrier other) {
    return new NodeMetadata(tenant, namespace, role, outbound, inbound, listen, drain, other);
  }

  /** What {@link #parse} reads; of addresses, those that its role has. */
  Tree toTree() {
    boolean sidecar = role == Role.SIDECAR;
    return Tree.of("tenant", tenant)
        .andIf(!namespace.isEmpty(), "namespace", namespace)
        .and("role", role.name().toLowerCase(Locale.ROOT))
        .andIf(
            sidecar,
            "outbound",
            Tree.of("address", outbound.address()).and("port", outbound.port()))
        .andIf(sidecar, "inbound", inbound.stream().map(NodeMetadata::tree).toList())
        .andIf(
            role == Role.GATEWAY,
            "listen",
            listen.stream().map(at -> Tree.of("address", IpAddresses.format(at))).toList())
        .andIf(role != Role.PROXYLESS, "drain_seconds", drain.toSeconds())
        .andIf(
            routes != null, "routes", routes == null ? "" : routes.name().toLowerCase(Locale.ROOT));
  }

  private static Tree tree(Inbound inbound) {
    return Tree.of("listen", IpAddresses.format(inbound.listen()))
        .and("app", IpAddresses.format(inbound.app()))
        .and("protocol", Protocols.word(inbound.protocol()));
  }
}
