package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.RequestId;
import io.apg.mesh.controlplane.config.ListenAddress;
import io.apg.mesh.controlplane.security.Authorizer;
import io.apg.mesh.controlplane.security.AuthorizingInterceptor;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The admin API, twice: on a port for gRPC clients, and in this process for the HTTP layer, with
 * the same services and the same guard. Thread-safe.
 */
public final class AdminServer implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 33 << 20;
  private static final int MAX_METADATA_BYTES = 16 << 10;
  private static final Duration ABRUPT = Duration.ZERO;

  private final Calls calls;
  private final HealthStatusManager health;
  private final List<ServerServiceDefinition> services;
  private final Server network;
  private final Server local;
  private final ManagedChannel channel;

  private AdminServer(
      Calls calls,
      HealthStatusManager health,
      List<ServerServiceDefinition> services,
      Server network,
      Server local,
      ManagedChannel channel) {
    this.calls = calls;
    this.health = health;
    this.services = services;
    this.network = network;
    this.local = local;
    this.channel = channel;
  }

  /**
   * Starts both.
   *
   * @throws IOException when the port cannot be had
   */
  public static AdminServer start(
      ListenAddress address, AdminDependencies dependencies, Authorizer authorizer)
      throws IOException {
    Calls calls = new Calls();
    HealthStatusManager health = new HealthStatusManager();
    List<ServerServiceDefinition> services =
        services(calls, dependencies, authorizer).stream()
            .map(BindableService::bindService)
            .toList();
    List<ServerInterceptor> guard =
        List.of(
            new CallMetadata(),
            new AuthorizingInterceptor(authorizer),
            new DryRunGuard(),
            new RequestIds(() -> UUID.randomUUID().toString()));
    String name = "admin-" + UUID.randomUUID();
    Server local = build(InProcessServerBuilder.forName(name), services, guard);
    ServerBuilder<?> builder =
        NettyServerBuilder.forAddress(address.socketAddress())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES);
    for (BindableService extra :
        List.of(health.getHealthService(), ProtoReflectionServiceV1.newInstance())) {
      builder.addService(ServerInterceptors.interceptForward(extra, guard));
    }
    Server network = build(builder.intercept(new Stripping()), services, guard);
    network.start();
    local.start();
    ManagedChannel channel =
        InProcessChannelBuilder.forName(name)
            .directExecutor()
            .propagateCauseWithStatus(true)
            .build();
    return new AdminServer(calls, health, services, network, local, channel);
  }

  /** The port in use. */
  public int port() {
    return network.getPort();
  }

  /** Leads to the services in this process; failures carry their whole error. */
  public ManagedChannel channel() {
    return channel;
  }

  /** The services of the API, for those who call them by their description. */
  public List<ServerServiceDefinition> services() {
    return services;
  }

  /** Takes no more calls from the network, and waits for those in flight, {@code grace} at most. */
  public void shutdown(Duration grace) {
    if (network.isShutdown()) {
      return;
    }
    health.enterTerminalState();
    channel.shutdown();
    network.shutdown();
    local.shutdown();
    long end = System.nanoTime() + grace.toNanos();
    boolean done = awaits(network, end) && awaits(local, end);
    if (!done) {
      network.shutdownNow();
      local.shutdownNow();
    }
    calls.close();
  }

  @Override
  public void close() {
    shutdown(ABRUPT);
  }

  private static List<BindableService> services(
      Calls calls, AdminDependencies dependencies, Authorizer authorizer) {
    PinnedStates states = new PinnedStates(dependencies.store(), Clock.systemUTC());
    Writer writer = new Writer(dependencies.store());
    DryRuns runs = new DryRuns(writer, states, dependencies.inspector());
    DeliveryMapping deliveries = new DeliveryMapping(dependencies.deliveries());
    return List.of(
        new Services(calls, states, runs, deliveries),
        new Routes(calls, states, runs, deliveries),
        new LoadBalancers(calls, states, runs, deliveries),
        new Applies(calls, runs),
        new Revisions(calls, dependencies.store()),
        new Findings(calls, dependencies.findings()),
        new Events(calls, dependencies.events()),
        new Proxies(calls, dependencies.observed(), dependencies.bootstraps()),
        new Rollbacks(calls, dependencies.store(), runs),
        new Explains(calls, dependencies.inspector()),
        new ProxyConfigs(calls, dependencies.inspector()),
        new Tokens(calls, dependencies.issuer(), dependencies.tokens(), authorizer.asksForTokens()),
        new MeshHealth(calls, dependencies));
  }

  private static Server build(
      ServerBuilder<?> builder,
      List<ServerServiceDefinition> services,
      List<ServerInterceptor> guard) {
    Stream<ServerServiceDefinition> guarded =
        services.stream().map(service -> ServerInterceptors.interceptForward(service, guard));
    guarded.forEach(builder::addService);
    // Calls run on threads of their own; what is left costs no more than the switch would.
    return builder.directExecutor().build();
  }

  private static boolean awaits(Server server, long end) {
    try {
      return server.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Takes from calls of the network whatever only the HTTP layer may say. */
  private static final class Stripping implements ServerInterceptor {
    private static final Set<String> FREE =
        Set.of(
            CallMetadata.TENANT.name(),
            CallMetadata.REQUEST_ID.name(),
            CallMetadata.DRY_RUN.name());

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      for (String name : Set.copyOf(headers.keys())) {
        if (name.startsWith(CallMetadata.PREFIX) && !FREE.contains(name)) {
          remove(headers, name);
        }
      }
      if (!RequestId.isSane(headers.get(CallMetadata.REQUEST_ID))) {
        headers.removeAll(CallMetadata.REQUEST_ID);
      }
      return next.startCall(call, headers);
    }

    private static void remove(Metadata headers, String name) {
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        headers.removeAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
      } else {
        headers.removeAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
      }
    }
  }
}
