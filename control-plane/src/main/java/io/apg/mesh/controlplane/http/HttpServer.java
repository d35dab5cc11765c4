package io.apg.mesh.controlplane.http;

import io.apg.mesh.controlplane.api.ReadinessReport;
import io.apg.mesh.controlplane.api.RequestGuard;
import io.apg.mesh.controlplane.http.rules.RestMethods;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP port: the REST API, its documentation, probes and metrics. Started and stopped once;
 * thread-safe otherwise.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_THREADS = 32;
  private static final Duration IDLE = Duration.ofSeconds(90);

  private final Server server;
  private final ServerConnector connector;

  private HttpServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /** A server of {@code methods}, as {@code transcoder} calls them. */
  public static Builder builder(RestMethods methods, Transcoder transcoder) {
    return new Builder(methods, transcoder);
  }

  /**
   * Opens the port.
   *
   * @throws IllegalStateException when that fails, with the reason
   */
  public HttpServer start() {
    try {
      server.start();
      return this;
    } catch (Exception e) {
      close();
      throw new IllegalStateException(
          "server.http: " + connector.getHost() + ":" + connector.getPort() + " " + e.getMessage(),
          e);
    }
  }

  /** The port in use. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Takes no more requests, and returns when those in flight are answered or the grace is over. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (TimeoutException graceIsOver) {
      LOG.warn("event=requests_cut_off reason=server.shutdown_grace_seconds");
    } catch (Exception e) {
      throw new IllegalStateException("server.http: cannot be stopped", e);
    }
  }

  /** Says what is served where. Not thread-safe. */
  public static final class Builder {
    private final RestMethods methods;
    private final Transcoder transcoder;
    private String host = "127.0.0.1";
    private int port;
    private List<String> origins = List.of();
    private LongSupplier revision = () -> 0;
    private Supplier<ReadinessReport> readiness = () -> new ReadinessReport(true, "ok");
    private Supplier<String> metrics = () -> "";
    private RequestGuard guard = (method, authorization) -> {};
    private Supplier<String> requestIds = () -> UUID.randomUUID().toString();
    private Duration grace = Duration.ofSeconds(10);
    private String version = "dev";

    private Builder(RestMethods methods, Transcoder transcoder) {
      this.methods = methods;
      this.transcoder = transcoder;
    }

    /** Where to listen; port 0 = any free one. */
    public Builder listen(String newHost, int newPort) {
      host = newHost;
      port = newPort;
      return this;
    }

    /** Origins whose web pages may call the API; none by default. */
    public Builder origins(Collection<String> newOrigins) {
      origins = new ArrayList<>(newOrigins);
      return this;
    }

    /** The newest revision, for the header X-Mesh-Revision. */
    public Builder revision(LongSupplier newRevision) {
      revision = newRevision;
      return this;
    }

    /** What /readyz tells. */
    public Builder readiness(Supplier<ReadinessReport> newReadiness) {
      readiness = newReadiness;
      return this;
    }

    /** What /metrics tells, in Prometheus's text format; others than this host need a token. */
    public Builder metrics(Supplier<String> newMetrics, RequestGuard newGuard) {
      metrics = newMetrics;
      guard = newGuard;
      return this;
    }

    /** Makes ids for requests that bring none. */
    public Builder requestIds(Supplier<String> newRequestIds) {
      requestIds = newRequestIds;
      return this;
    }

    /** How long {@link HttpServer#close} waits for requests in flight. */
    public Builder grace(Duration newGrace) {
      grace = newGrace;
      return this;
    }

    /** The product's version, for the OpenAPI document. */
    public Builder version(String newVersion) {
      version = newVersion;
      return this;
    }

    /** A server that is not started yet. */
    public HttpServer build() {
      QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
      threads.setName("http");
      Server server = new Server(threads);
      HttpConfiguration configuration = new HttpConfiguration();
      configuration.setSendServerVersion(false);
      ServerConnector connector =
          new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
      connector.setHost(host);
      connector.setPort(port);
      connector.setIdleTimeout(IDLE.toMillis());
      // Connections without a request do not use the grace up.
      connector.setShutdownIdleTimeout(Math.min(1_000, grace.toMillis() / 4));
      server.addConnector(connector);
      CrossOrigin crossOrigin = new CrossOrigin(origins);
      ResponseWriter writer = new ResponseWriter(revision, crossOrigin);
      RequestIds ids = new RequestIds(requestIds);
      server.setErrorHandler(new RefusalHandler(writer, ids));
      server.setHandler(
          new GracefulHandler(new RestHandler(pages(), transcoder, writer, crossOrigin, ids)));
      server.setStopTimeout(grace.toMillis());
      return new HttpServer(server, connector);
    }

    private Map<String, Function<RestRequest, RestResponse>> pages() {
      Map<String, Function<RestRequest, RestResponse>> pages = new HashMap<>();
      pages.putAll(new Probes(readiness, metrics, guard).pages());
      pages.putAll(Documentation.pages(methods, version));
      return pages;
    }
  }
}
