package io.apg.mesh.ir;

import java.util.List;

/** What one proxy is asked to listen on, beside what it shares with others of its kind. */
public sealed interface Proxy {
  /**
   * The proxy beside one instance of a service.
   *
   * @param outbound where the application dials other services
   */
  record Sidecar(SocketAddress outbound, List<Inbound> inbound) implements Proxy {
    public Sidecar {
      inbound = List.copyOf(inbound);
    }
  }

  /** A proxy that takes requests from outside the mesh. */
  record Gateway(String name, List<SocketAddress> listen) implements Proxy {
    public Gateway {
      listen = List.copyOf(listen);
    }
  }

  /**
   * A client that is its own proxy: it listens nowhere, and asks for what it calls by name.
   *
   * @param grpc whether it is a gRPC library, which refuses what it does not know
   */
  record Proxyless(boolean grpc) implements Proxy {}

  /** A listener in front of the local application. */
  record Inbound(SocketAddress listen, SocketAddress app, UpstreamProtocol protocol) {}
}
