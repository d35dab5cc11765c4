package io.apg.mesh.controlplane.observed;

import com.google.protobuf.Struct;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what an Envoy or a gRPC library starts with. Pure; thread-safe. */
@FunctionalInterface
public interface BootstrapSource {
  /** The bootstrap that {@code request} asks for. */
  Bootstrap bootstrap(Request request);

  /** An address as {@code host:port}; IPv6 hosts without brackets. */
  record HostPort(String host, int port) {
    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** Who reads a bootstrap. */
  enum Format {
    ENVOY,
    GRPC
  }

  /** A listener in front of the local application. */
  record Inbound(HostPort listen, HostPort app) {}

  /**
   * What is asked.
   *
   * @param nodeId {@code <service_id>~<instance>}, or {@code <gateway name>~<instance>}
   * @param xds where the control plane is to be reached; null = its own address
   * @param outbound where applications reach the sidecar; null = the default
   * @param listen what a gateway listens on
   * @param adminPort Envoy's admin port on 127.0.0.1; null = none
   * @param delta false = state of the world
   * @param tokenFile where Envoy finds the token it shows; null = it shows none
   * @param format who reads it; of the rest, only the node and {@code xds} matter to gRPC
   */
  record Request(
      String tenant,
      String nodeId,
      ProxyView.Role role,
      @Nullable HostPort xds,
      @Nullable HostPort outbound,
      List<Inbound> inbound,
      List<HostPort> listen,
      @Nullable Integer adminPort,
      boolean delta,
      @Nullable String tokenFile,
      Format format) {
    public Request {
      inbound = List.copyOf(inbound);
      listen = List.copyOf(listen);
    }
  }

  /**
   * What comes of it.
   *
   * @param config the file's content
   * @param commandLine of an Envoy, with {@code {bootstrap}} for the file's path
   */
  record Bootstrap(Struct config, List<String> commandLine) {
    public Bootstrap {
      commandLine = List.copyOf(commandLine);
    }
  }
}
