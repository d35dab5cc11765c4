package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * The virtual hosts of a route configuration, by name. A change costs what it touches; the encoded
 * form is put together once, when it is first asked for. Immutable and thread-safe.
 */
public final class RouteTable {
  /** No virtual host. */
  public static final RouteTable EMPTY = new RouteTable(TreePMap.empty(), HashTreePMap.empty(), 0);

  private static final int VIRTUAL_HOSTS_FIELD = 2;

  private final TreePMap<String, VirtualHostFragment> hosts;
  private final PMap<String, Integer> references;
  private final long digest;
  // By head: route configurations of many proxies differ in nothing, and are put together once.
  private final Map<ByteString, Encoded> encoded = new ConcurrentHashMap<>(2);

  /** A whole route configuration. */
  record Encoded(ByteString body, String version) {}

  private RouteTable(
      TreePMap<String, VirtualHostFragment> hosts, PMap<String, Integer> references, long digest) {
    this.hosts = hosts;
    this.references = references;
    this.digest = digest;
  }

  /** This table with one virtual host added or replaced. */
  public RouteTable with(VirtualHostFragment host) {
    VirtualHostFragment old = hosts.get(host.name());
    if (host.equals(old)) {
      return this;
    }
    PMap<String, Integer> counts = old == null ? references : release(old);
    for (String cluster : host.clusters()) {
      counts = counts.plus(cluster, counts.getOrDefault(cluster, 0) + 1);
    }
    long sum = digest + Digest.of(host) - (old == null ? 0 : Digest.of(old));
    return new RouteTable(hosts.plus(host.name(), host), counts, sum);
  }

  /** This table without one virtual host. */
  public RouteTable without(String name) {
    VirtualHostFragment old = hosts.get(name);
    return old == null
        ? this
        : new RouteTable(hosts.minus(name), release(old), digest - Digest.of(old));
  }

  private PMap<String, Integer> release(VirtualHostFragment old) {
    PMap<String, Integer> counts = references;
    for (String cluster : old.clusters()) {
      int left = counts.getOrDefault(cluster, 0) - 1;
      counts = left <= 0 ? counts.minus(cluster) : counts.plus(cluster, left);
    }
    return counts;
  }

  /** The virtual host of that name. */
  public @Nullable VirtualHostFragment host(String name) {
    return hosts.get(name);
  }

  /** Virtual hosts in name order. */
  public Iterable<VirtualHostFragment> hosts() {
    return hosts.values();
  }

  /** Names of the virtual hosts, in order. */
  public Set<String> hostNames() {
    return hosts.keySet();
  }

  /** Names of the virtual hosts in which this table differs from {@code old}. */
  public Set<String> changedHosts(RouteTable old) {
    return RouteTables.differences(old, this);
  }

  /** Whether any route names that cluster. */
  public boolean refersToCluster(String cluster) {
    return references.containsKey(cluster);
  }

  /** Names of all clusters that routes name. */
  public Set<String> clusters() {
    return references.keySet();
  }

  /** Order-independent hash over names and versions; asks for no encoding. */
  long digest() {
    return digest;
  }

  /** The route configuration of that head, encoded once. */
  Encoded encoded(ByteString head) {
    return encoded.computeIfAbsent(head, this::encode);
  }

  private Encoded encode(ByteString head) {
    List<ByteString> parts = new ArrayList<>(hosts.size() + 1);
    parts.add(head);
    for (VirtualHostFragment host : hosts.values()) {
      parts.add(Content.field(VIRTUAL_HOSTS_FIELD, host.body()));
    }
    ByteString body = ByteString.copyFrom(ByteString.copyFrom(parts).asReadOnlyByteBuffer());
    return new Encoded(body, Content.version(body));
  }
}
