package io.apg.mesh.controlplane.envoy;

import io.apg.mesh.examples.http.EchoBackend;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** An application that speaks HTTP/1.1 and HTTP/2 at one port, and tells which it was asked in. */
final class TwoProtocolBackend implements AutoCloseable {
  /** The answer's header with the protocol. */
  static final String PROTOCOL = "x-protocol";

  private final Server server;
  private final ServerConnector connector;

  TwoProtocolBackend() throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(16, 1);
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    connector =
        new ServerConnector(
            server,
            1,
            1,
            new HttpConnectionFactory(configuration),
            new HTTP2CServerConnectionFactory(configuration));
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    connector.setIdleTimeout(EchoBackend.IDLE.toMillis());
    server.addConnector(connector);
    server.setHandler(new Answering());
    server.start();
  }

  private static final class Answering extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String protocol = request.getConnectionMetaData().getHttpVersion().asString();
      response.getHeaders().put(PROTOCOL, protocol);
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
      callback.succeeded();
      return true;
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort());
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
