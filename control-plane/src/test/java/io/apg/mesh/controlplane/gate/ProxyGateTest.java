package io.apg.mesh.controlplane.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.config.Secret;
import io.apg.mesh.controlplane.gate.GateListener.Reason;
import io.apg.mesh.controlplane.gate.GateListener.Refusal;
import io.apg.mesh.controlplane.security.IssuedToken;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.ProxyBinding;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.controlplane.security.TokenRegister;
import io.apg.mesh.controlplane.security.TokenVerifier;
import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.contract.Requests;
import io.apg.mesh.registry.contract.ServiceDraft;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in to the xDS port, and until when. */
class ProxyGateTest {
  private static final Secret SECRET = new Secret("a secret of thirty-two bytes or so");
  private static final String TENANT = Requests.TENANT;
  private static final ProxyBinding ORDERS = new ProxyBinding(TENANT, "svc_orders", false);
  private static final ProxyBinding EDGE = new ProxyBinding(TENANT, "edge", true);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;

  private final BlockingQueue<Refusal> refusals = new LinkedBlockingQueue<>();
  private final TestClock clock = new TestClock();
  private RegistryStore store;
  private TokenRegister register;
  private TokenIssuer issuer;
  private ProxyGate gate;
  private Server server;
  private ManagedChannel channel;

  private static final class TestClock extends Clock {
    private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Answers each request with its own type. */
  private static final class Echo
      extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {
    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(
        StreamObserver<DiscoveryResponse> answers) {
      return new Answers<>(
          answers,
          request -> DiscoveryResponse.newBuilder().setTypeUrl(request.getTypeUrl()).build());
    }

    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
        StreamObserver<DeltaDiscoveryResponse> answers) {
      return new Answers<>(
          answers,
          request -> DeltaDiscoveryResponse.newBuilder().setTypeUrl(request.getTypeUrl()).build());
    }
  }

  private record Answers<Q, R>(StreamObserver<R> answers, java.util.function.Function<Q, R> answer)
      implements StreamObserver<Q> {
    @Override
    public void onNext(Q request) {
      answers.onNext(answer.apply(request));
    }

    @Override
    public void onError(Throwable gone) {
      // Nobody is there to be told.
    }

    @Override
    public void onCompleted() {
      answers.onCompleted();
    }
  }

  /** A proxy's stream: what it hears, in order; a status is its end. */
  private final class Proxy implements StreamObserver<DiscoveryResponse> {
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final StreamObserver<DiscoveryRequest> stream;

    Proxy(@Nullable String token) {
      Metadata headers = new Metadata();
      if (token != null) {
        headers.put(CallMetadata.AUTHORIZATION, token);
      }
      stream =
          AggregatedDiscoveryServiceGrpc.newStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .streamAggregatedResources(this);
    }

    Proxy says(Node.Builder node) {
      stream.onNext(DiscoveryRequest.newBuilder().setNode(node).setTypeUrl("t").build());
      return this;
    }

    Object hears() throws InterruptedException {
      Object next = heard.poll(10, TimeUnit.SECONDS);
      assertThat(next).as("an answer, or the end").isNotNull();
      return next;
    }

    Status end() throws InterruptedException {
      return (Status) hears();
    }

    void isServed() throws InterruptedException {
      assertThat(hears()).isInstanceOf(DiscoveryResponse.class);
    }

    @Override
    public void onNext(DiscoveryResponse response) {
      heard.add(response);
    }

    @Override
    public void onError(Throwable failure) {
      heard.add(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      heard.add(Status.OK);
    }
  }

  @BeforeEach
  void start() throws IOException {
    store = SqliteRegistryStore.builder(folder.resolve("mesh.db")).build();
    store.open();
    register("orders");
    register("cart");
    register = TokenRegister.load(store.tokens(), clock);
    issuer = new TokenIssuer(SECRET, clock, () -> UUID.randomUUID().toString());
    gate =
        new ProxyGate(
            new TokenVerifier(SECRET, clock, register), store::state, clock, refusals::add);
    register.onRevoked(gate::revoked);
    String name = "gate-" + UUID.randomUUID();
    server =
        InProcessServerBuilder.forName(name).addService(new Echo()).intercept(gate).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    store.close();
  }

  private void register(String name) {
    ApplyRequest request =
        Requests.request(Requests.post(ServiceDraft.service(name, "v1", "default")));
    assertThat(store.apply(request)).isInstanceOf(Applied.class);
  }

  private String token(ProxyBinding binding) {
    return "Bearer " + issuer.make("test", binding, HOUR).text();
  }

  private static Node.Builder node(String id, String cluster, String... metadata) {
    Node.Builder node = Node.newBuilder().setId(id).setCluster(cluster);
    node.getMetadataBuilder().putFields("tenant", text(TENANT));
    for (String field : metadata) {
      String[] parts = field.split("=", 2);
      node.getMetadataBuilder().putFields(parts[0], text(parts[1]));
    }
    return node;
  }

  private static com.google.protobuf.Value text(String value) {
    return com.google.protobuf.Value.newBuilder().setStringValue(value).build();
  }

  private Refusal assertRefused(Status end, Status.Code code, Reason reason, String... words)
      throws InterruptedException {
    assertThat(end.getCode()).isEqualTo(code);
    assertThat(end.getDescription()).contains(words);
    Refusal refusal = refusals.poll(10, TimeUnit.SECONDS);
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.message()).isEqualTo(end.getDescription());
    assertThat(refusals).isEmpty();
    return refusal;
  }

  @Test
  void whoeverIsWhatTheTokenSaysIsServed() throws Exception {
    new Proxy(token(ORDERS)).says(node("svc_orders~1", "orders")).isServed();
    new Proxy(token(ORDERS)).says(node("svc_orders~2", "", "role=proxyless")).isServed();
    new Proxy(token(ORDERS))
        .says(node("svc_orders~3", "svc_orders", "namespace=default"))
        .isServed();
    new Proxy(token(EDGE)).says(node("edge~1", "edge", "role=gateway")).isServed();
    assertThat(refusals).isEmpty();
  }

  @Test
  void laterMessagesAreOfTheSameProxyWhateverTheySay() throws Exception {
    Proxy proxy = new Proxy(token(ORDERS)).says(node("svc_orders~1", "orders"));
    proxy.isServed();
    proxy.says(Node.newBuilder()).isServed();
  }

  @Test
  void withoutATokenNobodyIs() throws Exception {
    assertRefused(
        new Proxy(null).end(), Status.Code.UNAUTHENTICATED, Reason.NO_TOKEN, "authorization");
  }

  @ParameterizedTest
  @CsvSource({"Basic abc,Bearer TOKEN", "Bearer abc,not a JWT"})
  void aBadTokenIsNone(String authorization, String words) throws Exception {
    assertRefused(
        new Proxy(authorization).end(), Status.Code.UNAUTHENTICATED, Reason.BAD_TOKEN, words);
  }

  @Test
  void anAdminIsNoProxy() throws Exception {
    String admin = issuer.issue(new Principal("root", TENANT, Set.of(Role.ADMIN)), HOUR);
    assertRefused(
        new Proxy("Bearer " + admin).end(),
        Status.Code.PERMISSION_DENIED,
        Reason.NO_PROXY_TOKEN,
        "root",
        "role proxy");
  }

  @ParameterizedTest
  @CsvSource({
    "svc_cart~1, orders, '', OTHER_IDENTITY, svc_cart~1 (expected: svc_orders~",
    "'', orders, '', OTHER_IDENTITY, node.id",
    "svc_orders~1, cart, '', OTHER_IDENTITY, node.cluster: cart (expected: orders",
    "svc_orders~1, orders, tenant=acme, OTHER_IDENTITY, node.metadata.tenant: acme",
    "svc_orders~1, orders, role=gateway, OTHER_IDENTITY, node.metadata.role: gateway",
    "svc_orders~1, orders, namespace=bank, OTHER_IDENTITY, node.metadata.namespace: bank"
  })
  void whoeverClaimsToBeAnotherIsRefused(
      String id, String cluster, String metadata, Reason reason, String words) throws Exception {
    Node.Builder node = metadata.isEmpty() ? node(id, cluster) : node(id, cluster, metadata);
    Refusal refusal =
        assertRefused(
            new Proxy(token(ORDERS)).says(node).end(),
            Status.Code.PERMISSION_DENIED,
            reason,
            words,
            "service svc_orders");
    assertThat(refusal.nodeId()).isEqualTo(id);
    assertThat(refusal.tenant()).isEqualTo(TENANT);
  }

  @Test
  void aGatewaysTokenIsForNoSidecar() throws Exception {
    assertRefused(
        new Proxy(token(EDGE)).says(node("edge~1", "edge")).end(),
        Status.Code.PERMISSION_DENIED,
        Reason.OTHER_IDENTITY,
        "node.metadata.role: sidecar");
  }

  @Test
  void aServiceThatIsNotRegisteredHasNoProxies() throws Exception {
    String token = token(new ProxyBinding(TENANT, "svc_later", false));
    assertRefused(
        new Proxy(token).says(node("svc_later~1", "later")).end(),
        Status.Code.PERMISSION_DENIED,
        Reason.UNKNOWN_SERVICE,
        "svc_later~1");
    register("later");
    new Proxy(token).says(node("svc_later~1", "later")).isServed();
  }

  @Test
  void aServiceThatWasDeletedAMomentAgoStillHasThem() throws Exception {
    assertThat(store.apply(Requests.request(Requests.deleteService("svc_orders"))))
        .isInstanceOf(Applied.class);
    new Proxy(token(ORDERS)).says(node("svc_orders~1", "orders")).isServed();
  }

  @Test
  void theEndOfTheTokenIsTheEndOfTheStream() throws Exception {
    Proxy proxy = new Proxy(token(ORDERS)).says(node("svc_orders~1", "orders"));
    proxy.isServed();
    clock.now = clock.now.plus(HOUR).plusSeconds(29); // clocks may differ
    gate.sweep();
    proxy.says(Node.newBuilder()).isServed();
    clock.now = clock.now.plusSeconds(1);
    gate.sweep();
    Refusal refusal =
        assertRefused(proxy.end(), Status.Code.UNAUTHENTICATED, Reason.EXPIRED, "expired");
    assertThat(refusal.nodeId()).isEqualTo("svc_orders~1");
  }

  @Test
  void aRevocationEndsTheStreamsOfThatTokenOnly() throws Exception {
    IssuedToken token = issuer.make("test", ORDERS, HOUR);
    Proxy proxy = new Proxy("Bearer " + token.text()).says(node("svc_orders~1", "orders"));
    proxy.isServed();
    Proxy other = new Proxy(token(ORDERS)).says(node("svc_orders~2", "orders"));
    other.isServed();

    register.revoke("acme", token.id(), "root");
    proxy.says(Node.newBuilder()).isServed();
    register.revoke(TENANT, token.id(), "root");

    assertRefused(
        proxy.end(), Status.Code.UNAUTHENTICATED, Reason.REVOKED, token.id(), "was revoked");
    other.says(Node.newBuilder()).isServed();
    assertRefused(
        new Proxy("Bearer " + token.text()).end(),
        Status.Code.UNAUTHENTICATED,
        Reason.BAD_TOKEN,
        "was revoked");
  }
}
