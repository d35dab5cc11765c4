package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route configuration put together from encoded virtual hosts: protobuf's repeated fields
 * concatenate, so its bytes are its head followed by its table. Immutable and thread-safe.
 */
public final class RouteConfig implements Resource {
  private final String name;
  private final ByteString head;
  private final RouteTable table;
  // A function of head and table, so a race only computes it twice.
  private volatile @Nullable Encoded encoded;

  private record Encoded(ByteString body, String version) {}

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
    return encoded().version();
  }

  @Override
  public ByteString body() {
    return encoded().body();
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

  private Encoded encoded() {
    Encoded known = encoded;
    if (known == null) {
      ByteString body = head.concat(table.encodedHosts());
      known = new Encoded(body, Content.version(body));
      encoded = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return "RouteConfig[" + name + "]";
  }
}
