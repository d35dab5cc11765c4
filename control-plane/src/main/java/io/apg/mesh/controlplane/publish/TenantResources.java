package io.apg.mesh.controlplane.publish;

import io.apg.mesh.controlplane.mapping.HostKey;
import io.apg.mesh.controlplane.mapping.IrStep;
import io.apg.mesh.controlplane.mapping.TenantIr;
import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.TcpListener;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.ListenerTemplate;
import io.apg.mesh.translate.ResourceNames;
import io.apg.mesh.translate.Translator;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tenant's IR, encoded: each object once per change of its own. Immutable. */
record TenantResources(
    TenantIr ir,
    PMap<String, EncodedResource> clusters,
    PMap<String, EncodedResource> endpoints,
    PMap<HostKey, HostResources> sidecarHosts,
    PMap<HostKey, HostResources> gatewayHosts,
    PMap<Integer, ListenerTemplate> tcpListeners) {
  private static final Logger LOG = LoggerFactory.getLogger(TenantResources.class);

  static final TenantResources EMPTY =
      new TenantResources(
          TenantIr.EMPTY,
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty());

  TenantResources next(IrStep step, Translator translator) {
    PMap<String, EncodedResource> nextClusters = clusters;
    PMap<String, EncodedResource> nextEndpoints = endpoints;
    for (String service : step.services()) {
      Upstream upstream = step.ir().upstreams().get(service);
      EndpointGroup group = step.ir().groups().get(service);
      if (upstream == null) {
        nextClusters = nextClusters.minus(service);
      } else if (!upstream.equals(ir.upstreams().get(service))) {
        nextClusters = put(nextClusters, service, () -> translator.cluster(upstream));
      }
      if (group == null) {
        nextEndpoints = nextEndpoints.minus(service);
      } else if (!group.equals(ir.groups().get(service))) {
        nextEndpoints = put(nextEndpoints, service, () -> translator.endpoints(group));
      }
    }
    return new TenantResources(
        step.ir(),
        nextClusters,
        nextEndpoints,
        hosts(
            sidecarHosts,
            step.sidecarHosts(),
            ir.sidecarHosts(),
            step.ir().sidecarHosts(),
            host -> translated(host, ResourceNames.OUTBOUND, translator)),
        hosts(
            gatewayHosts,
            step.gatewayHosts(),
            ir.gatewayHosts(),
            step.ir().gatewayHosts(),
            host -> translated(host, ResourceNames.GATEWAY, translator)),
        tcpListeners(step, translator));
  }

  private PMap<Integer, ListenerTemplate> tcpListeners(IrStep step, Translator translator) {
    PMap<Integer, ListenerTemplate> next = tcpListeners;
    for (int port : step.ports()) {
      TcpListener listener = step.ir().tcpListeners().get(port);
      if (listener == null) {
        next = next.minus(port);
      } else if (!listener.equals(ir.tcpListeners().get(port))) {
        next = put(next, port, () -> translator.tcpListener(listener));
      }
    }
    return next;
  }

  private static HostResources translated(VirtualHost host, String table, Translator translator) {
    return HostResources.of(translator.virtualHost(host), table, translator);
  }

  private static PMap<HostKey, HostResources> hosts(
      PMap<HostKey, HostResources> fragments,
      Set<HostKey> changed,
      PMap<HostKey, VirtualHost> before,
      PMap<HostKey, VirtualHost> after,
      Function<VirtualHost, HostResources> translation) {
    PMap<HostKey, HostResources> next = fragments;
    for (HostKey key : changed) {
      VirtualHost host = after.get(key);
      if (host == null) {
        next = next.minus(key);
      } else if (!host.equals(before.get(key))) {
        next = put(next, key, () -> translation.apply(host));
      }
    }
    return next;
  }

  private static <K, V> PMap<K, V> put(PMap<K, V> map, K key, Supplier<V> translation) {
    V translated = translated(key, translation);
    return translated == null ? map : map.plus(key, translated);
  }

  /**
   * What an object translates to; null = it cannot be translated, which is a bug that must not hold
   * the others back.
   */
  static <V> @Nullable V translated(Object key, Supplier<V> translation) {
    try {
      return translation.get();
    } catch (RuntimeException e) {
      LOG.error("event=translation_failed object={} note=\"its last good form stays\"", key, e);
      return null;
    }
  }
}
