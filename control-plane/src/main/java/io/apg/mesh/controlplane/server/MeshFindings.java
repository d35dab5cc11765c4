package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.dns.NameWatcher;
import io.apg.mesh.controlplane.mapping.Finding.Code;
import io.apg.mesh.controlplane.mapping.GrpcLimits;
import io.apg.mesh.controlplane.observed.Deliveries;
import io.apg.mesh.controlplane.observed.Delivery;
import io.apg.mesh.controlplane.observed.Finding;
import io.apg.mesh.controlplane.observed.FindingsSource;
import io.apg.mesh.controlplane.observed.ObjectRef;
import io.apg.mesh.controlplane.publish.Publisher;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.NodeMetadata;
import io.apg.mesh.translate.Proxies;
import io.apg.mesh.xds.StreamStatus;
import io.apg.mesh.xds.XdsStreams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All findings: of the registry's objects, of names, and of proxies. Thread-safe. */
final class MeshFindings implements FindingsSource {
  private final Publisher publisher;
  private final NameWatcher names;
  private final XdsStreams streams;
  private final Deliveries deliveries;
  private final Supplier<MeshState> state;
  private final boolean proven;

  /** {@code proven} = proxies are what they say. */
  MeshFindings(
      Publisher publisher,
      NameWatcher names,
      XdsStreams streams,
      Deliveries deliveries,
      Supplier<MeshState> state,
      boolean proven) {
    this.publisher = publisher;
    this.names = names;
    this.streams = streams;
    this.deliveries = deliveries;
    this.state = state;
    this.proven = proven;
  }

  @Override
  public List<Finding> findings(String tenant) {
    List<Finding> all = new ArrayList<>();
    add(all, publisher.findings(tenant));
    for (NameWatcher.Unresolved name : names.unresolved(tenant)) {
      all.add(
          finding(
              Code.NAME_NOT_RESOLVED,
              new ObjectRef("endpoint", name.endpointId()),
              name.host() + " does not resolve: " + name.reason(),
              "proxies keep its last addresses, if it had any; mend the name or the DNS server"));
    }
    deliveries.all(tenant).forEach((object, delivery) -> all.add(rejected(object, delivery)));
    proxies(tenant, all);
    return all;
  }

  private static Finding rejected(ObjectRef object, Delivery delivery) {
    List<Delivery.Refused> rejections = delivery.rejections();
    String who =
        rejections.isEmpty()
            ? "proxies that are gone by now"
            : rejections.get(0).proxy()
                + (delivery.rejectionsTotal() > 1
                    ? " and " + (delivery.rejectionsTotal() - 1) + " more"
                    : "");
    String words = rejections.isEmpty() ? "" : ": " + rejections.get(0).message();
    return finding(
        Code.REJECTED_BY_PROXIES,
        object,
        "refused by " + who + words,
        "they keep the last form they accepted; mend the object, or go back to what it was before"
            + " (GET /api/events has the revision)");
  }

  private static void add(List<Finding> all, List<io.apg.mesh.controlplane.mapping.Finding> more) {
    for (io.apg.mesh.controlplane.mapping.Finding finding : more) {
      all.add(
          finding(
              finding.code(),
              new ObjectRef(finding.kind().word(), finding.id()),
              finding.message(),
              finding.hint()));
    }
  }

  private void proxies(String tenant, List<Finding> all) {
    Map<String, StreamStatus> clients = new HashMap<>();
    boolean grpc = false;
    for (StreamStatus stream : streams.list()) {
      Proxies.Identified known = Proxies.of(stream.node(), NodeMetadata.DEFAULTS);
      if (!known.metadata().tenant().equals(tenant)) {
        continue;
      }
      ObjectRef proxy = new ObjectRef("proxy", stream.node().id());
      NodeMetadata.Role role = known.metadata().role();
      // Libraries open a stream for each name that an application calls.
      boolean only = carriesClusters(stream) && role != NodeMetadata.Role.PROXYLESS;
      StreamStatus other = only ? clients.put(proxy.id(), stream) : null;
      if (other != null && !other.client().equals(stream.client())) {
        all.add(
            finding(
                Code.NODE_ID_USED_TWICE,
                proxy,
                other.peer() + " and " + stream.peer() + " use the same node id",
                "give each proxy an id of its own, <service_id>~<instance>; after a restart of a"
                    + " proxy this passes when its old connection is noticed to be dead"));
      }
      for (String problem : known.problems()) {
        all.add(
            finding(
                Code.BAD_NODE_METADATA,
                proxy,
                problem,
                "mend the proxy's bootstrap; GET /api/proxies/{node_id}/bootstrap makes one"));
      }
      if (!proven && !tenant.equals(NodeMetadata.DEFAULTS.tenant())) {
        all.add(
            finding(
                Code.TENANT_NOT_SERVED,
                proxy,
                "nothing proves that it belongs to tenant " + tenant,
                "leave the tenant out of the proxy's node metadata, or let proxies show tokens:"
                    + " security.proxy_authentication_required"));
      }
      grpc |= known.proxy() instanceof Proxy.Proxyless client && client.grpc();
      boolean sidecar = role == NodeMetadata.Role.SIDECAR;
      if (sidecar && state.get().tenant(tenant).service(known.owner()) == null) {
        all.add(
            finding(
                Code.UNKNOWN_SERVICE,
                proxy,
                "no service has the id " + known.owner(),
                "register the service, or mend the proxy's node id"));
      }
    }
    if (grpc) {
      add(all, GrpcLimits.findings(state.get().tenant(tenant)));
    }
  }

  /** Of several streams of one client, one is enough. */
  private static boolean carriesClusters(StreamStatus stream) {
    return stream.aggregated() || stream.session().types().containsKey(XdsType.CLUSTER);
  }

  private static Finding finding(Code code, ObjectRef object, String message, String hint) {
    return new Finding(
        code.text(), Finding.Severity.valueOf(code.severity().name()), object, message, hint);
  }
}
