package io.apg.mesh.controlplane.observed;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One connected proxy and what it has taken over.
 *
 * @param serviceId the service it stands beside; empty for a gateway
 * @param service that service's name, or the gateway's
 * @param version what it runs, e.g. {@code 1.34.0}
 * @param address where it connects from
 * @param protocol {@code delta} or {@code sotw}
 * @param servedRevision the newest revision that was sent to it in full
 * @param ackedRevision the newest revision that it has in full
 * @param types by the word of the type: cds, eds, lds, srds, rds
 */
public record ProxyView(
    String nodeId,
    String serviceId,
    String service,
    String tenant,
    String namespace,
    Role role,
    String version,
    String address,
    String protocol,
    Instant connectedSince,
    long servedRevision,
    long ackedRevision,
    Map<String, TypeView> types) {
  public ProxyView {
    types = Collections.unmodifiableMap(new TreeMap<>(types));
  }

  /** What a proxy is. */
  public enum Role {
    SIDECAR,
    GATEWAY,
    PROXYLESS
  }

  /** How far a proxy is, the better first. */
  public enum Status {
    SYNCED,
    NOT_SENT,
    STALE,
    WAITING,
    ERROR
  }

  /** The worst status of its types; a proxy that was sent nothing has NOT_SENT. */
  public Status status() {
    return types.values().stream()
        .map(TypeView::status)
        .filter(status -> status != Status.NOT_SENT)
        .max(Enum::compareTo)
        .orElse(Status.NOT_SENT);
  }

  /**
   * How one type of resource stands.
   *
   * @param served the version that was sent last; empty = none
   * @param acked the version that it took over last; empty = none
   * @param resources how many it has
   * @param ackedAt when it answered last; null = never
   * @param waitingFor what holds something back, in words
   * @param rejection what it refused and still lacks; null = nothing
   */
  public record TypeView(
      Status status,
      String served,
      String acked,
      int resources,
      @Nullable Instant ackedAt,
      List<String> waitingFor,
      @Nullable Rejection rejection) {
    public TypeView {
      waitingFor = List.copyOf(waitingFor);
    }
  }

  /**
   * Something that a proxy refused.
   *
   * @param message the proxy's own words
   * @param objects what the resources were made from
   * @param resources their names
   */
  public record Rejection(
      String message, List<ObjectRef> objects, List<String> resources, Instant time) {
    public Rejection {
      objects = List.copyOf(objects);
      resources = List.copyOf(resources);
    }
  }
}
