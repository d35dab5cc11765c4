package io.apg.mesh.controlplane.admin;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.config.ListenAddress;
import io.apg.mesh.controlplane.config.Secret;
import io.apg.mesh.controlplane.history.EventLog;
import io.apg.mesh.controlplane.observed.BootstrapSource;
import io.apg.mesh.controlplane.observed.Deliveries;
import io.apg.mesh.controlplane.observed.Delivery;
import io.apg.mesh.controlplane.observed.Explanation;
import io.apg.mesh.controlplane.observed.Finding;
import io.apg.mesh.controlplane.observed.FindingsSource;
import io.apg.mesh.controlplane.observed.Inspector;
import io.apg.mesh.controlplane.observed.ObjectRef;
import io.apg.mesh.controlplane.observed.ObservedState;
import io.apg.mesh.controlplane.observed.ProxyView;
import io.apg.mesh.controlplane.observed.Question;
import io.apg.mesh.controlplane.observed.ServedConfig;
import io.apg.mesh.controlplane.security.Authorizer;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.controlplane.security.TokenRegister;
import io.apg.mesh.registry.Preview;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import io.apg.mesh.v1.ApplyServiceGrpc;
import io.apg.mesh.v1.EndpointList;
import io.apg.mesh.v1.EndpointObject;
import io.apg.mesh.v1.EventServiceGrpc;
import io.apg.mesh.v1.ExplainServiceGrpc;
import io.apg.mesh.v1.FindingServiceGrpc;
import io.apg.mesh.v1.HealthServiceGrpc;
import io.apg.mesh.v1.LoadBalancerRegistryGrpc;
import io.apg.mesh.v1.ProxyServiceGrpc;
import io.apg.mesh.v1.RevisionServiceGrpc;
import io.apg.mesh.v1.RollbackServiceGrpc;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.RouteRegistryGrpc;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import io.apg.mesh.v1.TokenServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The admin API over a real store, called in process; the running mesh is made up. */
final class AdminFixture implements AutoCloseable {
  private static final Secret SECRET = new Secret("a secret of thirty-two bytes or so");

  final RegistryStore store;
  final AdminServer server;
  final Mesh mesh = new Mesh();
  final EventLog events;

  /** How many tokens there are. */
  final AtomicInteger tokensMade = new AtomicInteger();

  final ServiceRegistryGrpc.ServiceRegistryBlockingStub services;
  final RouteRegistryGrpc.RouteRegistryBlockingStub routes;
  final LoadBalancerRegistryGrpc.LoadBalancerRegistryBlockingStub balancers;
  final ApplyServiceGrpc.ApplyServiceBlockingStub applies;
  final RevisionServiceGrpc.RevisionServiceBlockingStub revisions;
  final RollbackServiceGrpc.RollbackServiceBlockingStub rollbacks;
  final TokenServiceGrpc.TokenServiceBlockingStub tokens;
  final FindingServiceGrpc.FindingServiceBlockingStub findings;
  final ProxyServiceGrpc.ProxyServiceBlockingStub proxies;
  final HealthServiceGrpc.HealthServiceBlockingStub health;
  final ExplainServiceGrpc.ExplainServiceBlockingStub explains;
  final EventServiceGrpc.EventServiceBlockingStub eventService;
  private final AtomicReference<Metadata> headers = new AtomicReference<>();
  private final AtomicReference<Metadata> trailers = new AtomicReference<>();

  /** What is known of proxies, findings and bootstraps. */
  static final class Mesh
      implements ObservedState, FindingsSource, BootstrapSource, Inspector, Deliveries {
    final Map<ObjectRef, Delivery> deliveries = new HashMap<>();
    final List<ProxyView> proxies = new ArrayList<>();
    final List<Finding> findings = new ArrayList<>();
    final List<BootstrapSource.Request> bootstraps = new ArrayList<>();
    final CompletableFuture<Void> acked = new CompletableFuture<>();
    final CompletableFuture<Long> awaited = new CompletableFuture<>();

    @Override
    public List<ProxyView> proxies(String tenant) {
      return proxies.stream().filter(proxy -> proxy.tenant().equals(tenant)).toList();
    }

    @Override
    public CompletionStage<Void> awaitAcked(String tenant, long revision, Duration max) {
      awaited.complete(revision);
      return acked;
    }

    @Override
    public List<Finding> findings(String tenant) {
      return findings;
    }

    @Override
    public int affected(String tenant, Preview change) {
      return (int) change.changes().stream().filter(c -> c.kind().isUsers()).count();
    }

    @Override
    public Explanation explain(String tenant, Question question) {
      throw new IllegalArgumentException("from: " + question.from());
    }

    @Override
    public Optional<ServedConfig> served(String tenant, String nodeId) {
      return Optional.empty();
    }

    @Override
    public Optional<Delivery> of(String tenant, ObjectRef object) {
      return Optional.ofNullable(deliveries.get(object));
    }

    @Override
    public Map<ObjectRef, Delivery> all(String tenant) {
      return deliveries;
    }

    @Override
    public Bootstrap bootstrap(Request request) {
      bootstraps.add(request);
      Struct config =
          Struct.newBuilder()
              .putFields("node", Value.newBuilder().setStringValue(request.nodeId()).build())
              .build();
      return new Bootstrap(config, List.of("envoy", "-c", "{bootstrap}"));
    }
  }

  private AdminFixture(RegistryStore store, Authorizer authorizer) {
    this.store = store;
    this.events = new EventLog(store::observed, Clock.systemUTC(), 1_000, Duration.ofDays(1));
    try {
      this.server =
          AdminServer.start(
              new ListenAddress("127.0.0.1", 0),
              new AdminDependencies(
                  store,
                  mesh,
                  mesh,
                  mesh,
                  mesh,
                  new TokenIssuer(
                      SECRET, Clock.systemUTC(), () -> "t" + tokensMade.incrementAndGet()),
                  TokenRegister.load(store.tokens(), Clock.systemUTC()),
                  mesh,
                  events,
                  "1.2.3",
                  18000),
              authorizer);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Channel channel =
        ClientInterceptors.intercept(
            server.channel(), MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    services = ServiceRegistryGrpc.newBlockingStub(channel);
    routes = RouteRegistryGrpc.newBlockingStub(channel);
    balancers = LoadBalancerRegistryGrpc.newBlockingStub(channel);
    applies = ApplyServiceGrpc.newBlockingStub(channel);
    revisions = RevisionServiceGrpc.newBlockingStub(channel);
    rollbacks = RollbackServiceGrpc.newBlockingStub(channel);
    tokens = TokenServiceGrpc.newBlockingStub(channel);
    findings = FindingServiceGrpc.newBlockingStub(channel);
    proxies = ProxyServiceGrpc.newBlockingStub(channel);
    health = HealthServiceGrpc.newBlockingStub(channel);
    explains = ExplainServiceGrpc.newBlockingStub(channel);
    eventService = EventServiceGrpc.newBlockingStub(channel);
  }

  static AdminFixture in(Path folder) {
    return in(folder, Authorizer.open());
  }

  static AdminFixture in(Path folder, Authorizer authorizer) {
    RegistryStore store = SqliteRegistryStore.builder(folder.resolve("mesh.db")).build();
    store.open();
    return over(store, authorizer);
  }

  static AdminFixture over(RegistryStore store, Authorizer authorizer) {
    return new AdminFixture(store, authorizer);
  }

  /** Metadata of the last answer. */
  String answered(Metadata.Key<String> key) {
    String header = headers.get() == null ? null : headers.get().get(key);
    return header == null ? trailers.get().get(key) : header;
  }

  String effect() {
    return answered(CallMetadata.EFFECT);
  }

  long revision() {
    return Long.parseLong(answered(CallMetadata.REVISION));
  }

  static ApiError refusal(ThrowingCallable call) {
    return ApiError.fromGrpc(Assertions.catchThrowableOfType(StatusRuntimeException.class, call));
  }

  static ServiceObject service(String name, EndpointObject... endpoints) {
    return ServiceObject.newBuilder()
        .setServiceName(name)
        .setServiceVersion("v1.0.0")
        .setEndpoints(EndpointList.newBuilder().addAllEndpoints(List.of(endpoints)))
        .build();
  }

  static EndpointObject endpoint(String host, int port) {
    return EndpointObject.newBuilder().setHost(host).setPort(port).build();
  }

  static RouteObject route(String name, String serviceId) {
    RouteObject.Builder route =
        RouteObject.newBuilder().setRouteName(name).setMatchValue("/" + name);
    route.addDestinationServicesBuilder().setServiceId(serviceId).setWeight(100);
    return route.build();
  }

  @Override
  public void close() {
    server.close();
    events.close();
    store.close();
  }
}
