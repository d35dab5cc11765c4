package io.apg.mesh.controlplane.gate;

import io.apg.mesh.controlplane.gate.GateListener.Reason;
import io.apg.mesh.controlplane.security.ProxyBinding;
import io.apg.mesh.registry.Leaving;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.translate.NodeMetadata;
import io.apg.mesh.translate.NodeMetadata.Role;
import io.apg.mesh.translate.Proxies;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compares what a proxy says of itself with what its token says. Pure. */
final class Identity {
  private Identity() {}

  /** Why a node is refused. */
  record Mismatch(Reason reason, String message) {}

  /**
   * Null = the node is what the token is for.
   *
   * @param state of the token's tenant
   */
  static @Nullable Mismatch compare(ProxyBinding token, Node node, TenantState state) {
    Proxies.Identified known = Proxies.of(node, NodeMetadata.DEFAULTS);
    NodeMetadata said = known.metadata();
    if (!known.owner().equals(token.owner())) {
      return other("node.id: " + node.id(), token.owner() + "~<instance>", token);
    }
    if (!said.tenant().equals(token.tenant())) {
      return other("node.metadata.tenant: " + said.tenant(), token.tenant(), token);
    }
    if ((said.role() == Role.GATEWAY) != token.gateway()) {
      return other(
          "node.metadata.role: " + said.role().name().toLowerCase(Locale.ROOT),
          token.gateway() ? "gateway" : "sidecar or proxyless",
          token);
    }
    Service service = service(state, token.owner());
    if (!token.gateway() && service == null) {
      return new Mismatch(
          Reason.UNKNOWN_SERVICE,
          "node.id: " + node.id() + " (expected: a service that is registered, to have proxies)");
    }
    String name = service == null ? token.owner() : service.name().name();
    String cluster = node.cluster();
    if (!cluster.isEmpty() && !cluster.equals(name) && !cluster.equals(token.owner())) {
      return other("node.cluster: " + cluster, name, token);
    }
    if (!token.gateway() && service != null && !said.namespace().isEmpty()) {
      String namespace = service.name().namespace();
      if (!said.namespace().equals(namespace)) {
        return other("node.metadata.namespace: " + said.namespace(), namespace, token);
      }
    }
    return null;
  }

  private static Mismatch other(String said, String expected, ProxyBinding token) {
    return new Mismatch(
        Reason.OTHER_IDENTITY,
        said + " (expected: " + expected + ", for the token is for " + token + ")");
  }

  /** As it is, or as it was while proxies may still have it. */
  private static @Nullable Service service(TenantState state, String id) {
    Service service = state.service(id);
    if (service != null) {
      return service;
    }
    Leaving.Remains remains = state.departing().remains(id);
    return remains == null ? null : remains.service();
  }
}
