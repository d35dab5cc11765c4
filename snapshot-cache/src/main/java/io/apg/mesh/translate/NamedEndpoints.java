package io.apg.mesh.translate;

import com.google.protobuf.UInt64Value;
import io.apg.mesh.ir.EndpointGroup;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig;
import java.time.Duration;

/**
 * Makes a cluster one whose endpoints a proxy resolves itself, and goes on resolving. A name server
 * that is silent is given up on soon: the cluster waits for it, and others behind it.
 */
final class NamedEndpoints {
  private static final String RESOLVER = "envoy.network.dns_resolver.cares";
  private static final int TRIES = 2;
  private static final Duration TRY = Duration.ofSeconds(1);
  private static final Duration REFRESH = Duration.ofSeconds(5);
  private static final Duration REFRESH_AFTER_FAILURE = Duration.ofSeconds(1);

  /** What the first look-up takes at least where nobody answers. */
  static final Duration BOUND = TRY.multipliedBy(TRIES);

  private NamedEndpoints() {}

  @SuppressWarnings("deprecation") // Its successor is young; every Envoy knows this one.
  static void set(Cluster.Builder cluster, EndpointGroup endpoints, NameResolution names) {
    cluster
        .setType(Cluster.DiscoveryType.STRICT_DNS)
        .setLoadAssignment(LoadAssignments.message(endpoints))
        .setDnsLookupFamily(family(names.families()))
        .setRespectDnsTtl(true)
        .setDnsRefreshRate(Wire.duration(REFRESH))
        .setTypedDnsResolverConfig(
            TypedExtensionConfig.newBuilder()
                .setName(RESOLVER)
                .setTypedConfig(Wire.any(resolver(names))));
    cluster
        .getDnsFailureRefreshRateBuilder()
        .setBaseInterval(Wire.duration(REFRESH_AFTER_FAILURE))
        .setMaxInterval(Wire.duration(REFRESH));
  }

  private static CaresDnsResolverConfig resolver(NameResolution names) {
    CaresDnsResolverConfig.Builder resolver =
        CaresDnsResolverConfig.newBuilder()
            .setQueryTimeoutSeconds(UInt64Value.of(TRY.toSeconds()))
            .setQueryTries(Wire.uint32(TRIES));
    names.servers().forEach(server -> resolver.addResolvers(Wire.address(server)));
    return resolver.build();
  }

  private static Cluster.DnsLookupFamily family(NameResolution.Families families) {
    return switch (families) {
      case IPV4 -> Cluster.DnsLookupFamily.V4_ONLY;
      case IPV6 -> Cluster.DnsLookupFamily.V6_ONLY;
      case IPV4_FIRST -> Cluster.DnsLookupFamily.V4_PREFERRED;
      case IPV6_FIRST -> Cluster.DnsLookupFamily.AUTO;
    };
  }
}
