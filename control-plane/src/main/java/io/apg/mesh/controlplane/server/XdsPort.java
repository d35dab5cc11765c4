package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.gate.ProxyGate;
import io.apg.mesh.controlplane.publish.Publisher;
import io.apg.mesh.controlplane.security.Authorizer;
import io.apg.mesh.controlplane.security.AuthorizingInterceptor;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.translate.NodeMetadata;
import io.apg.mesh.translate.Proxies;
import io.apg.mesh.xds.MemoryStore;
import io.apg.mesh.xds.XdsObserver;
import io.apg.mesh.xds.XdsServer;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the port that proxies call, as the configuration has it. */
final class XdsPort {
  private static final Logger LOG = LoggerFactory.getLogger(XdsPort.class);

  private final MeshConfig config;
  private final Publisher publisher;
  private final XdsObserver observer;
  private final MemoryStore memories;

  XdsPort(MeshConfig config, Publisher publisher, XdsObserver observer, MemoryStore memories) {
    this.config = config;
    this.publisher = publisher;
    this.observer = observer;
    this.memories = memories;
  }

  /**
   * Opens it.
   *
   * @param viewers who may ask how proxies are
   * @param gate lets proxies in; null = everybody is
   * @throws IOException when the port cannot be had
   */
  XdsServer open(Authorizer viewers, @Nullable ProxyGate gate) throws IOException {
    MeshConfig.Xds limits = config.xds();
    XdsServer.Builder builder =
        XdsServer.builder(publisher.cache())
            .listen(config.server().xds().host(), config.server().xds().port())
            .observer(observer)
            .clientStatus(
                node -> tenant(node).equals(Principal.current().tenant()),
                new AuthorizingInterceptor(viewers))
            .settings(this::settings)
            .memories(memories)
            .tenants(XdsPort::tenant)
            .identifier(ReplicaName.of(config))
            .metadata(NodeMetadata.FIELDS::contains)
            .maxInboundMessageBytes(limits.maxMessageBytes())
            .maxStreams(limits.maxStreams())
            .maxNames(limits.maxNames())
            .maxConnectionAge(limits.maxConnectionAge());
    if (gate != null) {
      builder.intercept(gate);
    }
    XdsServer xds = builder.start();
    if (gate == null && !config.server().xds().isLoopback()) {
      LOG.warn(
          "event=xds_open address={}:{} note=\"nothing proves who connects\"",
          config.server().xds().host(),
          xds.port());
    }
    return xds;
  }

  /** The tenant that a node says it belongs to. */
  static String tenant(Node node) {
    return Proxies.of(node, NodeMetadata.DEFAULTS).metadata().tenant();
  }

  private SessionSettings settings(Node node) {
    Duration drain = Proxies.of(node, NodeMetadata.DEFAULTS).metadata().drain();
    return SessionSettings.DEFAULT.withRelease(config.xds().release(), drain);
  }
}
