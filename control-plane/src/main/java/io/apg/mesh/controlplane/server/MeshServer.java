package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.admin.AdminDependencies;
import io.apg.mesh.controlplane.admin.AdminServer;
import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.dns.HostResolver;
import io.apg.mesh.controlplane.dns.NameWatcher;
import io.apg.mesh.controlplane.history.EventLog;
import io.apg.mesh.controlplane.history.StoredMemories;
import io.apg.mesh.controlplane.http.HttpServer;
import io.apg.mesh.controlplane.http.Transcoder;
import io.apg.mesh.controlplane.http.rules.RestMethods;
import io.apg.mesh.controlplane.mapping.MappingDefaults;
import io.apg.mesh.controlplane.observed.BootstrapSource;
import io.apg.mesh.controlplane.publish.Departures;
import io.apg.mesh.controlplane.publish.Publisher;
import io.apg.mesh.controlplane.publish.RouteCarriers;
import io.apg.mesh.controlplane.security.Authorizer;
import io.apg.mesh.controlplane.security.JwtSecrets;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.controlplane.security.TokenVerifier;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.translate.NodeMetadata;
import io.apg.mesh.translate.Proxies;
import io.apg.mesh.translate.RegexCheck;
import io.apg.mesh.translate.Translator;
import io.apg.mesh.xds.MemoryStore;
import io.apg.mesh.xds.XdsObserver;
import io.apg.mesh.xds.XdsServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running control plane. The xDS port opens only after the store is loaded and published: an
 * empty state is never served as the truth. Thread-safe.
 */
public final class MeshServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MeshServer.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final MeshConfig config;
  private int httpPort;
  private int xdsPort;
  private int adminPort;
  private volatile boolean ready;

  private MeshServer(MeshConfig config) {
    this.config = config;
  }

  /**
   * Starts everything; what was started is stopped again when something fails.
   *
   * @throws IOException when a port cannot be had
   */
  public static MeshServer start(MeshConfig config, HostResolver resolver) throws IOException {
    MeshServer server = new MeshServer(config);
    try {
      server.open(resolver);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void open(HostResolver resolver) throws IOException {
    RegistryStore store =
        SqliteRegistryStore.builder(config.database().file())
            .defaultNamespace(config.serviceMesh().namespace())
            .regexCheck(RegexCheck.DEFAULT::problem)
            .revisionsKept(config.database().revisionsKept())
            .build();
    store.open();
    started(store);
    Publisher publisher = publisher(store);
    EventLog log = started(log(store));
    ObjectRevisions revisions = new ObjectRevisions(store::state);
    MeshEvents events = new MeshEvents(log, MeshServer::tenant, revisions);
    RejectionBoard board = new RejectionBoard(MeshServer::tenant, revisions, Clock.systemUTC());
    NameWatcher names = started(new NameWatcher(store, resolver, config.dns().refresh(), events));
    names.start();
    MeshMetrics metrics = new MeshMetrics();
    AnswerTimes times = new AnswerTimes(Clock.systemUTC());
    StoredMemories memories = started(new StoredMemories(store.observed(), Clock.systemUTC()));
    XdsServer xds = xds(publisher, new Observers(List.of(times, metrics, events, board)), memories);
    departures(store);
    ProxyBoard proxies = new ProxyBoard(xds.streams(), publisher, store::state, times, timer());
    metrics.watch(store, publisher, xds.streams(), board, log);
    Authorizer authorizer = authorizer();
    AdminDependencies dependencies =
        new AdminDependencies(
            store,
            proxies,
            new MeshFindings(publisher, names, xds.streams(), board, store::state),
            new Bootstraps(store::state, this::xdsAddress),
            new MeshInspector(
                publisher,
                proxies,
                tenant -> store.state().tenant(tenant),
                config.serviceMesh().namespace()),
            new TokenIssuer(
                JwtSecrets.resolve(config), Clock.systemUTC(), () -> UUID.randomUUID().toString()),
            board,
            log,
            ProductVersion.TEXT);
    AdminServer admin = admin(dependencies, authorizer);
    http(store, admin, authorizer, metrics);
    parts.push(proxies); // Those who wait are answered before the doors shut.
    parts.push(() -> xds.drain(config.xds().drain())); // The first, while the API answers.
    ready(store);
  }

  private void ready(RegistryStore store) throws IOException {
    if (config.server().portsFile() != null) {
      PortsFile.write(config.server().portsFile(), httpPort, xdsPort, adminPort);
    }
    ready = true;
    LOG.info(
        "event=started http={} xds={} admin={} revision={} mesh={}",
        httpPort,
        xdsPort,
        adminPort,
        store.state().revision(),
        config.serviceMesh().name());
  }

  private Publisher publisher(RegistryStore store) {
    Publisher publisher =
        started(
            new Publisher(
                store,
                new Translator(ProxyNames.options(config.dns())),
                new MappingDefaults(
                    config.traffic().defaultTimeout(), config.traffic().maxRetries()),
                RegexCheck.DEFAULT::problem,
                config.serviceMesh().namespace(),
                carriers(config.xds().routes())));
    publisher.start();
    return publisher;
  }

  private static RouteCarriers carriers(MeshConfig.Xds.Routes routes) {
    return switch (routes) {
      case AUTO -> RouteCarriers.AUTO;
      case RDS -> RouteCarriers.always(RouteCarrier.RDS);
      case SCOPED -> RouteCarriers.always(RouteCarrier.SCOPED);
    };
  }

  /** Not before proxies can come back for what left. */
  private void departures(RegistryStore store) {
    started(
            new Departures(
                store, config.xds().leaving(), config.traffic().drain(), System::nanoTime))
        .start();
  }

  private EventLog log(RegistryStore store) {
    MeshConfig.Events events = config.events();
    return new EventLog(store::observed, Clock.systemUTC(), events.kept(), events.retention());
  }

  private AdminServer admin(AdminDependencies dependencies, Authorizer authorizer)
      throws IOException {
    Duration grace = config.server().shutdownGrace();
    AdminServer admin = AdminServer.start(config.server().admin(), dependencies, authorizer);
    parts.push(() -> admin.shutdown(grace));
    adminPort = admin.port();
    return admin;
  }

  private XdsServer xds(Publisher publisher, XdsObserver observer, MemoryStore memories)
      throws IOException {
    MeshConfig.Xds limits = config.xds();
    XdsServer xds =
        XdsServer.builder(publisher.cache())
            .listen(config.server().xds().host(), config.server().xds().port())
            .observer(observer)
            .settings(this::settings)
            .memories(memories)
            .tenants(MeshServer::tenant)
            .identifier(ReplicaName.of(config))
            .metadata(NodeMetadata.FIELDS::contains)
            .maxInboundMessageBytes(limits.maxMessageBytes())
            .maxStreams(limits.maxStreams())
            .maxNames(limits.maxNames())
            .maxConnectionAge(limits.maxConnectionAge())
            .start();
    parts.push(() -> xds.close(config.server().shutdownGrace()));
    xdsPort = xds.port();
    if (!config.server().xds().isLoopback()) {
      LOG.warn(
          "event=xds_open address={}:{} note=\"nothing proves who connects\"",
          config.server().xds().host(),
          xdsPort);
    }
    return xds;
  }

  private static String tenant(Node node) {
    return Proxies.of(node, NodeMetadata.DEFAULTS).metadata().tenant();
  }

  private SessionSettings settings(Node node) {
    Duration drain = Proxies.of(node, NodeMetadata.DEFAULTS).metadata().drain();
    return SessionSettings.DEFAULT.withRelease(config.xds().release(), drain);
  }

  private Authorizer authorizer() {
    return config.security().authenticationRequired()
        ? Authorizer.requiring(new TokenVerifier(JwtSecrets.resolve(config), Clock.systemUTC()))
        : Authorizer.open();
  }

  private void http(
      RegistryStore store, AdminServer admin, Authorizer authorizer, MeshMetrics metrics) {
    RevisionGate gate = new RevisionGate(store);
    RestMethods methods = RestMethods.of(admin.services());
    Transcoder transcoder = new Transcoder(methods, admin.channel(), authorizer, gate);
    HttpServer http =
        HttpServer.builder(methods, transcoder)
            .listen(config.server().http().host(), config.server().http().port())
            .origins(config.security().corsOrigins())
            .revision(() -> store.state().revision())
            .readiness(() -> new Readiness(store, () -> ready).check())
            .metrics(metrics::text, authorizer)
            .grace(config.server().shutdownGrace())
            .version(ProductVersion.TEXT)
            .build()
            .start();
    started(http);
    started(gate);
    httpPort = http.port();
  }

  private ScheduledExecutorService timer() {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "observed");
              thread.setDaemon(true);
              return thread;
            });
    parts.push(timer::shutdownNow);
    return timer;
  }

  private <T extends AutoCloseable> T started(T part) {
    parts.push(part);
    return part;
  }

  private BootstrapSource.HostPort xdsAddress() {
    String host = config.server().xds().host();
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    return new BootstrapSource.HostPort(everywhere ? "127.0.0.1" : host, xdsPort);
  }

  /** The port of REST. */
  public int httpPort() {
    return httpPort;
  }

  /** The port that proxies call. */
  public int xdsPort() {
    return xdsPort;
  }

  /** The port of the gRPC admin API. */
  public int adminPort() {
    return adminPort;
  }

  /**
   * Stops in the opposite order. It is not ready from the first moment; streams are told to go, one
   * after another, while the API still answers; then no new calls. What is committed stays.
   */
  @Override
  public void close() {
    ready = false;
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.error("event=stop_failed part={}", part, e);
      }
    }
    LOG.info("event=stopped");
  }
}
