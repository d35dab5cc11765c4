package io.apg.mesh.xds;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.Warming.Probe;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.List;
import java.util.Set;

/** Raw resources of clusters that warm by more than their endpoints, and of secrets. */
final class SlowResources {
  private static final ConfigSource ADS =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  private SlowResources() {}

  /** A cluster of one host name, which is asked for at one name server, twice in all. */
  @SuppressWarnings("deprecation") // What its successor replaces is what is served.
  static EncodedResource dns(String name, int nameServer, int seconds, int port) {
    CaresDnsResolverConfig resolver =
        CaresDnsResolverConfig.newBuilder()
            .addResolvers(address("127.0.0.1", nameServer))
            .setQueryTimeoutSeconds(UInt64Value.of(seconds))
            .setQueryTries(UInt32Value.of(2))
            .build();
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName(name)
            .setType(Cluster.DiscoveryType.STRICT_DNS)
            .setDnsLookupFamily(Cluster.DnsLookupFamily.V4_ONLY)
            .setTypedDnsResolverConfig(
                TypedExtensionConfig.newBuilder()
                    .setName("envoy.network.dns_resolver.cares")
                    .setTypedConfig(Any.pack(resolver)));
    ClusterLoadAssignment.Builder load = cluster.getLoadAssignmentBuilder().setClusterName(name);
    load.addEndpointsBuilder()
        .addLbEndpointsBuilder()
        .getEndpointBuilder()
        .setAddress(address("slow.test", port));
    Warming warming = Warming.NOTHING.and(Probe.DNS, java.time.Duration.ofSeconds(2L * seconds));
    return cluster(cluster.build(), Refs.NONE, warming);
  }

  /** A cluster whose endpoints are checked. */
  static EncodedResource checked(String name, int seconds) {
    HealthCheck check =
        HealthCheck.newBuilder()
            .setTimeout(Duration.newBuilder().setSeconds(seconds))
            .setInterval(Duration.newBuilder().setSeconds(seconds))
            .setUnhealthyThreshold(UInt32Value.of(1))
            .setHealthyThreshold(UInt32Value.of(1))
            .setHttpHealthCheck(HealthCheck.HttpHealthCheck.newBuilder().setPath("/"))
            .build();
    Warming warming =
        Warming.ENDPOINTS.and(Probe.HEALTH_CHECK, java.time.Duration.ofSeconds(seconds + 1L));
    return cluster(eds(name).addHealthChecks(check).build(), Refs.NONE, warming);
  }

  /** A cluster that is called by TLS with these secrets: an identity, and whom to trust. */
  static EncodedResource secure(String name, String... secrets) {
    UpstreamTlsContext tls =
        UpstreamTlsContext.newBuilder().setCommonTlsContext(tls(secrets)).build();
    return cluster(
        eds(name).setTransportSocket(socket(Any.pack(tls))).build(),
        Refs.toSecrets(Set.of(secrets)),
        Warming.ENDPOINTS);
  }

  /** A listener that takes TLS with a client's certificate, and passes on what is in it. */
  static EncodedResource secureListener(String name, int port, String cluster, String... secrets) {
    DownstreamTlsContext tls =
        DownstreamTlsContext.newBuilder()
            .setCommonTlsContext(tls(secrets))
            .setRequireClientCertificate(BoolValue.of(true))
            .build();
    TcpProxy proxy = TcpProxy.newBuilder().setStatPrefix("tls").setCluster(cluster).build();
    Listener listener =
        Listener.newBuilder()
            .setName(name)
            .setAddress(address("127.0.0.1", port))
            .addFilterChains(
                FilterChain.newBuilder()
                    .setTransportSocket(socket(Any.pack(tls)))
                    .addFilters(
                        Filter.newBuilder()
                            .setName("envoy.filters.network.tcp_proxy")
                            .setTypedConfig(Any.pack(proxy))))
            .build();
    Refs refs = new Refs(Set.of(cluster), Set.of(), Set.of(secrets));
    return EncodedResource.of(XdsType.LISTENER, name, listener, refs, List.of(), Warming.NOTHING);
  }

  static EncodedResource identity(String name, TestCertificate certificate) {
    TlsCertificate tls =
        TlsCertificate.newBuilder()
            .setCertificateChain(inline(certificate.certificate()))
            .setPrivateKey(inline(certificate.key()))
            .build();
    return secret(Secret.newBuilder().setName(name).setTlsCertificate(tls).build());
  }

  static EncodedResource trust(String name, TestCertificate... certificates) {
    StringBuilder all = new StringBuilder();
    for (TestCertificate certificate : certificates) {
      all.append(certificate.certificate());
    }
    CertificateValidationContext context =
        CertificateValidationContext.newBuilder().setTrustedCa(inline(all.toString())).build();
    return secret(Secret.newBuilder().setName(name).setValidationContext(context).build());
  }

  private static EncodedResource secret(Secret secret) {
    return EncodedResource.of(
        XdsType.SECRET, secret.getName(), secret, Refs.NONE, List.of(), Warming.NOTHING);
  }

  private static EncodedResource cluster(Cluster cluster, Refs refs, Warming warming) {
    return EncodedResource.of(
        XdsType.CLUSTER, cluster.getName(), cluster, refs, List.of(), warming);
  }

  private static Cluster.Builder eds(String name) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.EDS)
        .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(ADS));
  }

  private static CommonTlsContext tls(String... secrets) {
    CommonTlsContext.Builder tls =
        CommonTlsContext.newBuilder()
            .setTlsParams(
                TlsParameters.newBuilder()
                    .setTlsMaximumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_3))
            .addTlsCertificateSdsSecretConfigs(sds(secrets[0]));
    if (secrets.length > 1) {
      tls.setValidationContextSdsSecretConfig(sds(secrets[1]));
    }
    return tls.build();
  }

  private static SdsSecretConfig sds(String name) {
    return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(ADS).build();
  }

  private static TransportSocket socket(Any context) {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(context)
        .build();
  }

  private static DataSource inline(String text) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(text)).build();
  }

  private static Address address(String host, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
        .build();
  }
}
