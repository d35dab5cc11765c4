package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.dns.NameListener;
import io.apg.mesh.controlplane.history.EventLog;
import io.apg.mesh.controlplane.history.EventLog.Subject;
import io.apg.mesh.controlplane.history.EventType;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.EventRecord.ObjectName;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.Nack;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.RejectionEnd;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.xds.StreamStatus;
import io.apg.mesh.xds.XdsObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Puts what happens on streams, and to names, into the log of events. Thread-safe. */
final class MeshEvents implements XdsObserver, NameListener {
  private final EventLog log;
  private final Function<Node, String> tenantOf;
  private final ObjectRevisions revisions;

  MeshEvents(EventLog log, Function<Node, String> tenantOf, ObjectRevisions revisions) {
    this.log = log;
    this.tenantOf = tenantOf;
    this.revisions = revisions;
  }

  @Override
  public void opened(StreamStatus stream) {
    add(EventType.PROXY_CONNECTED, stream.node(), List.of(), stream(stream), details(stream));
  }

  @Override
  public void closed(StreamStatus stream) {
    add(EventType.PROXY_DISCONNECTED, stream.node(), List.of(), stream(stream), details(stream));
  }

  private static String stream(StreamStatus stream) {
    return (stream.aggregated() ? "ads" : "one type")
        + (stream.form() == Form.DELTA ? ", delta" : ", state of the world");
  }

  private static Map<String, String> details(StreamStatus stream) {
    return Map.of("address", stream.peer(), "version", stream.node().userAgentVersion());
  }

  @Override
  public void rejected(Node node, Rejection rejection) {
    add(
        EventType.RESOURCE_REJECTED,
        node,
        rejection.origins(),
        rejection.message(),
        details(rejection));
  }

  @Override
  public void rejectionEnded(Node node, Rejection rejection, RejectionEnd end) {
    String why =
        switch (end) {
          case MENDED -> "other content was accepted";
          case ROLLED_BACK -> "the content before it is wanted again";
          case DELETED -> "it is not wanted any more";
        };
    Map<String, String> details = details(rejection);
    details.put("end", end.name().toLowerCase(Locale.ROOT));
    add(EventType.REJECTION_ENDED, node, rejection.origins(), why, details);
  }

  private static Map<String, String> details(Rejection rejection) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("type", ProxyBoard.word(rejection.key().type()));
    details.put("resource", rejection.key().name());
    String host = rejection.key().host();
    if (host != null) {
      details.put("virtual_host", host);
    }
    details.put("version", rejection.version());
    return details;
  }

  /** What was singled out is told by {@link #rejected}, what is tried in halves will be. */
  @Override
  public void refused(Node node, Nack nack) {
    switch (nack.verdict()) {
      case BUSY -> add(EventType.ADDRESS_BUSY, node, nack);
      case UNKNOWN -> add(EventType.RESPONSE_REJECTED, node, nack);
      case SINGLED_OUT, TRIED -> {}
    }
  }

  private void add(EventType type, Node node, Nack nack) {
    Map<String, String> details =
        Map.of("type", ProxyBoard.word(nack.type()), "resource", String.join(", ", nack.names()));
    add(type, node, nack.origins(), nack.message(), details);
  }

  private void add(
      EventType type,
      Node node,
      List<Origin> origins,
      String message,
      Map<String, String> details) {
    String tenant = tenantOf.apply(node);
    long revision = 0;
    for (Origin origin : origins) {
      revision = Math.max(revision, revisions.of(tenant, origin));
    }
    List<ObjectName> objects =
        origins.stream().map(origin -> new ObjectName(origin.kind(), origin.id())).toList();
    log.add(type, tenant, new Subject(node.id(), objects, revision, details), message);
  }

  @Override
  public void failed(String tenant, String endpointId, String host, String reason) {
    name(EventType.DNS_FAILED, tenant, endpointId, host + " does not resolve: " + reason);
  }

  @Override
  public void recovered(String tenant, String endpointId, String host) {
    name(EventType.DNS_RECOVERED, tenant, endpointId, host + " resolves again");
  }

  private void name(EventType type, String tenant, String endpointId, String message) {
    String service = EndpointNames.serviceOf(endpointId);
    List<ObjectName> objects =
        List.of(new ObjectName("endpoint", endpointId), new ObjectName("service", service));
    long revision = revisions.of(tenant, new Origin("endpoint", endpointId));
    log.add(type, tenant, new Subject("", objects, revision, Map.of()), message);
  }
}
