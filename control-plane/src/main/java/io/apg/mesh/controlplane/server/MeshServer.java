package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.admin.AdminDependencies;
import io.apg.mesh.controlplane.admin.AdminServer;
import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.config.Secret;
import io.apg.mesh.controlplane.dns.HostResolver;
import io.apg.mesh.controlplane.dns.NameWatcher;
import io.apg.mesh.controlplane.gate.GateListener;
import io.apg.mesh.controlplane.gate.ProxyGate;
import io.apg.mesh.controlplane.history.EventLog;
import io.apg.mesh.controlplane.history.StoredMemories;
import io.apg.mesh.controlplane.http.HttpServer;
import io.apg.mesh.controlplane.http.Transcoder;
import io.apg.mesh.controlplane.http.rules.RestMethods;
import io.apg.mesh.controlplane.mapping.MappingDefaults;
import io.apg.mesh.controlplane.observed.BootstrapSource;
import io.apg.mesh.controlplane.publish.Departures;
import io.apg.mesh.controlplane.publish.Publisher;
import io.apg.mesh.controlplane.security.Authorizer;
import io.apg.mesh.controlplane.security.JwtSecrets;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.controlplane.security.TokenRegister;
import io.apg.mesh.controlplane.security.TokenVerifier;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import io.apg.mesh.translate.RegexCheck;
import io.apg.mesh.translate.Translator;
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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
    MeshEvents events = new MeshEvents(log, XdsPort::tenant, revisions);
    RejectionBoard board = new RejectionBoard(XdsPort::tenant, revisions, Clock.systemUTC());
    NameWatcher names = started(new NameWatcher(store, resolver, config.dns().refresh(), events));
    names.start();
    MeshMetrics metrics = new MeshMetrics();
    AnswerTimes times = new AnswerTimes(Clock.systemUTC());
    StoredMemories memories = started(new StoredMemories(store.observed(), Clock.systemUTC()));
    TokenRegister tokens = TokenRegister.load(store.tokens(), Clock.systemUTC());
    Secret secret = JwtSecrets.resolve(config);
    TokenVerifier verifier = new TokenVerifier(secret, Clock.systemUTC(), tokens);
    Authorizer authorizer =
        config.security().authenticationRequired()
            ? Authorizer.requiring(verifier)
            : Authorizer.open();
    ProxyRefusals refusals = new ProxyRefusals(metrics, log, System::nanoTime);
    XdsObserver observers = new Observers(List.of(times, metrics, events, board));
    XdsServer xds =
        new XdsPort(config, publisher, observers, memories)
            .open(authorizer, gate(store, verifier, tokens, refusals));
    parts.push(() -> xds.close(config.server().shutdownGrace()));
    xdsPort = xds.port();
    departures(store);
    ProxyBoard proxies = new ProxyBoard(xds.streams(), publisher, store::state, times, timer());
    metrics.watch(store, publisher, xds.streams(), board, log);
    AdminDependencies dependencies =
        new AdminDependencies(
            store,
            proxies,
            new MeshFindings(
                publisher,
                names,
                xds.streams(),
                board,
                store::state,
                config.security().proxyAuthenticationRequired()),
            new Bootstraps(store::state, this::xdsAddress),
            new MeshInspector(
                publisher,
                proxies,
                tenant -> store.state().tenant(tenant),
                config.serviceMesh().namespace()),
            new TokenIssuer(secret, Clock.systemUTC(), () -> UUID.randomUUID().toString()),
            tokens,
            board,
            log,
            ProductVersion.TEXT,
            xdsPort);
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
                config.security().proxyAuthenticationRequired()));
    publisher.start();
    return publisher;
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

  private @Nullable ProxyGate gate(
      RegistryStore store, TokenVerifier verifier, TokenRegister tokens, GateListener listener) {
    if (!config.security().proxyAuthenticationRequired()) {
      return null;
    }
    ProxyGate gate = new ProxyGate(verifier, store::state, Clock.systemUTC(), listener);
    tokens.onRevoked(gate::revoked);
    ScheduledFuture<?> unused = timer().scheduleWithFixedDelay(gate::sweep, 1, 1, TimeUnit.SECONDS);
    return gate;
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
