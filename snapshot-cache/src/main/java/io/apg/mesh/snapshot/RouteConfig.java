package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A route configuration put together from encoded virtual hosts: protobuf's repeated fields
 * concatenate, so its bytes are its head followed by its table. Immutable and thread-safe.
 */
public final class RouteConfig implements Resource {
  private final String name;
  private final ByteString head;
  private final RouteTable table;

  /** {@code head} is the encoded message without virtual hosts. */
  public RouteConfig(String name, ByteString head, RouteTable table) {
    this.name = name;
    this.head = head;
    this.table = table;
  }

  /** The same configuration with another table. */
  public RouteConfig withTable(RouteTable other) {
    return other == table ? this : new RouteConfig(name, head, other);
  }

  /** Its virtual hosts. */
  public RouteTable table() {
    return table;
  }

  /** Whether everything but the virtual hosts is the same. */
  public boolean hasHeadOf(RouteConfig other) {
    return head.equals(other.head);
  }

  /** Hash of head and virtual hosts; asks for no encoding. */
  long digest() {
    return Digest.of(name, head, table.digest());
  }

  @Override
  public XdsType type() {
    return XdsType.ROUTE;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return table.encoded(head).version();
  }

  @Override
  public ByteString body() {
    return table.encoded(head).body();
  }

  @Override
  public boolean refersToCluster(String cluster) {
    return table.refersToCluster(cluster);
  }

  @Override
  public Collection<Origin> origins() {
    Set<Origin> origins = new LinkedHashSet<>();
    table.hosts().forEach(host -> origins.addAll(host.origins()));
    return origins;
  }

  @Override
  public String toString() {
    return "RouteConfig[" + name + "]";
  }
}
