package io.apg.mesh.xds;

import static java.util.Objects.requireNonNull;

import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.SnapshotSource;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An xDS server: ADS and one service a type, state of the world and incremental, over gRPC.
 * Thread-safe.
 */
public final class XdsServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(XdsServer.class);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  // Clients that ping more often than this are sent away.
  private static final Duration PING = Duration.ofMillis(100);

  private final Server server;
  private final int port;
  private final XdsContext context;
  private final RandomGenerator random;
  private final Loops loops;
  private final ExecutorService others;

  private XdsServer(
      Server server,
      XdsContext context,
      RandomGenerator random,
      Loops loops,
      ExecutorService others) {
    this.server = server;
    this.port = server.getPort();
    this.context = context;
    this.random = random;
    this.loops = loops;
    this.others = others;
  }

  /** A builder for a server that serves what {@code source} has. */
  public static Builder builder(SnapshotSource source) {
    return new Builder(requireNonNull(source, "source"));
  }

  /** The port it listens on, or did before it was told to stop. */
  public int port() {
    return port;
  }

  /** CSDS for a server of another port; its calls block, and need an executor with threads. */
  public BindableService clientStatus() {
    return new ClientStatusService(context, node -> true);
  }

  /** Its live streams. */
  public XdsStreams streams() {
    return context.streams();
  }

  /**
   * Takes no new streams, tells clients to go elsewhere, and ends their streams: one client after
   * another, in random order and at random times, so that they do not all call the next server at
   * once. Returns when the last has gone, or when that time is over; to be followed by {@link
   * #close}.
   */
  public void drain(Duration over) {
    server.shutdown();
    List<XdsClient> clients = context.clients().all();
    Collections.shuffle(clients, new Random(random.nextLong()));
    for (int i = 0; i < clients.size(); i++) {
      long delay = (long) (over.toNanos() * (i + random.nextDouble()) / clients.size());
      ScheduledFuture<?> unused =
          loops.timer().schedule(clients.get(i)::shutdown, delay, TimeUnit.NANOSECONDS);
    }
    try {
      if (!server.awaitTermination(over.toNanos(), TimeUnit.NANOSECONDS)) {
        log.debug("event=drain_incomplete streams={}", context.streams().size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes at once what does not end in a few seconds. */
  @Override
  public void close() {
    close(CLOSE);
  }

  /** Takes no new streams, tells the others to go elsewhere, and ends after that time at most. */
  public void close(Duration grace) {
    server.shutdown();
    context.streams().shutdown();
    try {
      if (!server.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS)) {
        server.shutdownNow();
        server.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    others.shutdown();
    try {
      // Streams say good-bye to their sources.
      if (!loops.close(CLOSE)) {
        log.warn("event=loops_busy bound={}", CLOSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Settings of a server. Not thread-safe. */
  public static final class Builder {
    final SnapshotSource source;
    XdsObserver observer = XdsObserver.NONE;
    StreamCallbacks callbacks = StreamCallbacks.NONE;
    Function<Node, SessionSettings> settings = node -> SessionSettings.DEFAULT;
    String identifier = "apg-mesh";
    Clock clock = Clock.systemUTC();
    int maxStreams = 20_000;
    int maxNames = 100_000;
    Predicate<String> metadata = field -> true;
    RandomGenerator random = new SplittableRandom();
    private Duration maxConnectionAge = Duration.ZERO;
    MemoryStore memories = MemoryStore.NONE;
    Function<Node, String> tenantOf = node -> "";
    private String host = "127.0.0.1";
    private int port;
    private ServerCredentials credentials = InsecureServerCredentials.create();
    private int threads = Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));
    private int maxInboundMessageBytes = 64 * 1024 * 1024;
    private @Nullable Predicate<Node> statusOf; // null = no CSDS
    private List<ServerInterceptor> statusGuards = List.of();
    private final List<ServerServiceDefinition> services = new ArrayList<>();
    private final List<ServerInterceptor> interceptors = new ArrayList<>();

    private Builder(SnapshotSource source) {
      this.source = source;
    }

    /** Where to listen; port 0 = any free one. */
    public Builder listen(String onHost, int onPort) {
      this.host = requireNonNull(onHost, "host");
      this.port = onPort;
      return this;
    }

    /** What the port speaks, as {@code TlsServerCredentials}; plaintext where nothing is said. */
    public Builder credentials(ServerCredentials ofServer) {
      this.credentials = requireNonNull(ofServer, "credentials");
      return this;
    }

    /** Hears what happens on streams. */
    public Builder observer(XdsObserver hears) {
      this.observer = requireNonNull(hears, "observer");
      return this;
    }

    /** Sees every message of every stream, and may turn streams away. */
    public Builder callbacks(StreamCallbacks sees) {
      this.callbacks = requireNonNull(sees, "callbacks");
      return this;
    }

    /**
     * Serves CSDS on the same port: whoever can call it sees what every client was sent, but for
     * the content of secrets.
     */
    public Builder clientStatus() {
      return clientStatus(node -> true);
    }

    /**
     * The same for those who may.
     *
     * @param visible which nodes a caller sees; asked in the {@link io.grpc.Context} of its call
     * @param guards intercept its calls, and no others; the first one first
     */
    public Builder clientStatus(Predicate<Node> visible, ServerInterceptor... guards) {
      this.statusOf = requireNonNull(visible, "visible");
      this.statusGuards = List.of(guards);
      return this;
    }

    /** Bounds of the sessions of a node. */
    public Builder settings(Function<Node, SessionSettings> ofNode) {
      this.settings = requireNonNull(ofNode, "settings");
      return this;
    }

    /** What clients see as {@code control_plane.identifier}. */
    public Builder identifier(String name) {
      this.identifier = requireNonNull(name, "identifier");
      return this;
    }

    /** Clock for the age of streams. */
    public Builder clock(Clock wall) {
      this.clock = requireNonNull(wall, "clock");
      return this;
    }

    /** Largest request; a reconnecting client lists all that it has. */
    public Builder maxInboundMessageBytes(int bytes) {
      this.maxInboundMessageBytes = bytes;
      return this;
    }

    /** Streams at one time; more are refused. */
    public Builder maxStreams(int streams) {
      this.maxStreams = streams;
      return this;
    }

    /** Names that one stream may subscribe; with more of them it is ended. */
    public Builder maxNames(int names) {
      this.maxNames = names;
      return this;
    }

    /** Which fields of the metadata of nodes are kept; all, where nothing is said. */
    public Builder metadata(Predicate<String> wanted) {
      this.metadata = requireNonNull(wanted, "metadata");
      return this;
    }

    /** Randomness of the times at which streams end when the server stops. */
    public Builder random(RandomGenerator source) {
      this.random = requireNonNull(source, "random");
      return this;
    }

    /** Age at which a connection is told to go elsewhere, give or take a tenth; zero = none. */
    public Builder maxConnectionAge(Duration age) {
      this.maxConnectionAge = requireNonNull(age, "age");
      return this;
    }

    /** Event loops; one for each processor, up to 8, where nothing is said. */
    public Builder threads(int loops) {
      if (loops < 1) {
        throw new IllegalArgumentException("threads: " + loops + " (expected: >= 1)");
      }
      this.threads = loops;
      return this;
    }

    /** Where what nodes have refused outlives the server. */
    public Builder memories(MemoryStore store) {
      this.memories = requireNonNull(store, "store");
      return this;
    }

    /** Whose a node is; what nodes of one tenant refuse never touches another's. */
    public Builder tenants(Function<Node, String> ofNode) {
      this.tenantOf = requireNonNull(ofNode, "ofNode");
      return this;
    }

    /** Another service on the same port. */
    public Builder service(BindableService service) {
      services.add(service.bindService());
      return this;
    }

    /** An interceptor of every call. */
    public Builder intercept(ServerInterceptor interceptor) {
      interceptors.add(interceptor);
      return this;
    }

    /** Starts to listen. */
    public XdsServer start() throws IOException {
      Loops loops = new Loops(threads);
      ExecutorService others = others();
      XdsContext context = new XdsContext(this, loops);
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(new InetSocketAddress(host, port), credentials)
              .maxInboundMessageSize(maxInboundMessageBytes)
              .maxConcurrentCallsPerConnection(Integer.MAX_VALUE)
              .permitKeepAliveTime(PING.toMillis(), TimeUnit.MILLISECONDS)
              .permitKeepAliveWithoutCalls(true)
              .keepAliveTime(30, TimeUnit.SECONDS)
              .keepAliveTimeout(10, TimeUnit.SECONDS);
      loops.serve(builder);
      if (!maxConnectionAge.isZero()) {
        builder
            .maxConnectionAge(maxConnectionAge.toNanos(), TimeUnit.NANOSECONDS)
            .maxConnectionAgeGrace(CLOSE.toNanos(), TimeUnit.NANOSECONDS);
      }
      List<ServerServiceDefinition> xds = new XdsServices(context).all();
      xds.forEach(builder::addService);
      builder.directExecutor().callExecutor(executorsFor(xds, others));
      services.forEach(builder::addService);
      if (statusOf != null) {
        builder.addService(
            ServerInterceptors.interceptForward(
                new ClientStatusService(context, statusOf), statusGuards));
      }
      interceptors.forEach(builder::intercept);
      try {
        return new XdsServer(builder.build().start(), context, random, loops, others);
      } catch (IOException e) {
        others.shutdown();
        closeUnused(loops);
        throw e;
      }
    }

    private static void closeUnused(Loops loops) {
      try {
        boolean unused = loops.close(CLOSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Calls of xDS stay on their event loop; those of other services must not hold that up. */
    private static ServerCallExecutorSupplier executorsFor(
        List<ServerServiceDefinition> xds, Executor others) {
      Set<String> names = new HashSet<>();
      xds.forEach(service -> names.add(service.getServiceDescriptor().getName()));
      return new ServerCallExecutorSupplier() {
        @Override
        public <Q, R> @Nullable Executor getExecutor(ServerCall<Q, R> call, Metadata headers) {
          String name = call.getMethodDescriptor().getServiceName();
          return name != null && names.contains(name) ? null : others;
        }
      };
    }

    private static ExecutorService others() {
      AtomicInteger count = new AtomicInteger();
      return Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "xds-other-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });
    }
  }
}
