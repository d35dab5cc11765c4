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

  /** A client that is its own proxy (gRPC): it listens nowhere. */
  record Proxyless() implements Proxy {}

  /** A listener in front of the local application. */
  record Inbound(SocketAddress listen, SocketAddress app, UpstreamProtocol protocol) {}
}
