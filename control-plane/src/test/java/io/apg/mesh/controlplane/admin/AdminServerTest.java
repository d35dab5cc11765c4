package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static io.apg.mesh.controlplane.admin.AdminFixture.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.config.Secret;
import io.apg.mesh.controlplane.security.Authorizer;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.controlplane.security.TokenVerifier;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.EndpointList;
import io.apg.mesh.v1.GetHealthRequest;
import io.apg.mesh.v1.HealthServiceGrpc;
import io.apg.mesh.v1.ListServicesRequest;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port as clients on the network see it, and the guard over both ways in. */
class AdminServerTest {
  private static final Secret SECRET = new Secret("hT3uVQ0m5o0m1pZ8bG6yq2l9wXcE7rKdS4jNfAaPvU0=");

  @TempDir Path folder;

  private final Authorizer authorizer =
      Authorizer.requiring(new TokenVerifier(SECRET, Clock.systemUTC()));
  private AdminFixture admin;
  private ManagedChannel network;

  @BeforeEach
  void open() {
    admin = AdminFixture.in(folder, authorizer);
    network =
        NettyChannelBuilder.forAddress("127.0.0.1", admin.server.port()).usePlaintext().build();
  }

  @AfterEach
  void close() throws InterruptedException {
    network.shutdownNow();
    assertThat(network.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    admin.close();
  }

  @Test
  void everyMethodOfTheApi_isSomebodys() {
    String token = "Bearer " + token(Role.ADMIN, "default");
    List<String> methods =
        admin.server.services().stream()
            .flatMap(service -> service.getServiceDescriptor().getMethods().stream())
            .map(MethodDescriptor::getFullMethodName)
            .toList();

    assertThat(methods).hasSizeGreaterThan(20);
    assertThat(methods)
        .allSatisfy(
            method ->
                assertThat(
                        catchThrowableOfType(
                            ApiException.class, () -> authorizer.check(method, token)))
                    .as(method)
                    .isNull());
  }

  @Test
  void withoutToken_everythingButHealthIsRefused_onBothWaysIn() {
    ApiError remote = refusal(() -> services(new Metadata()).listServices(list()));
    ApiError local = refusal(() -> admin.services.listServices(list()));

    assertThat(remote.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(remote.hint()).contains("bin/meshd token create");
    assertThat(local).isEqualTo(remote);
    assertThat(HealthServiceGrpc.newBlockingStub(network).getHealth(health()).getVersion())
        .isEqualTo("1.2.3");
  }

  @Test
  void roles_overTheNetwork() {
    CreateServiceRequest create =
        CreateServiceRequest.newBuilder().setService(service("orders")).build();

    ApiError viewer = refusal(() -> services(token(Role.VIEWER, "default")).createService(create));
    ServiceObject created = services(token(Role.OPERATOR, "default")).createService(create);

    assertThat(viewer.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(created.getServiceId()).isEqualTo("svc_orders");
    assertThat(services(token(Role.VIEWER, "default")).listServices(list()).getTotal())
        .isEqualTo(1);
    assertThat(services(token(Role.VIEWER, "acme")).listServices(list()).getTotal()).isZero();
    assertThat(admin.store.revisions("default", Long.MAX_VALUE, 1).get(0).actor()).isEqualTo("ops");
  }

  @Test
  void otherTenant_isRefused() {
    Metadata headers = bearer(token(Role.VIEWER, "acme"));
    headers.put(CallMetadata.TENANT, "default");

    ApiError error = refusal(() -> services(headers).listServices(list()));

    assertThat(error.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(error.message()).contains("acme").contains("default");
  }

  @Test
  void whatOnlyTheHttpLayerMaySay_isIgnored() {
    Metadata headers = bearer(token(Role.OPERATOR, "default"));
    headers.put(CallMetadata.CHECK_ONLY, "true");
    headers.put(CallMetadata.REQUEST_ID, "not sane; event=forged");
    Metadata.Key<byte[]> binary =
        Metadata.Key.of("x-mesh-more-bin", Metadata.BINARY_BYTE_MARSHALLER);
    headers.put(binary, new byte[] {1});

    ServiceObject created =
        services(headers)
            .createService(CreateServiceRequest.newBuilder().setService(service("orders")).build());

    assertThat(created.getServiceId()).isEqualTo("svc_orders");
  }

  @Test
  void manyFaults_areCutToFitTheTrailers_butWholeInProcess() {
    EndpointList.Builder endpoints = EndpointList.newBuilder();
    for (int i = 0; i < 500; i++) {
      endpoints.addEndpointsBuilder().setHost("10.0.0.1").setPort(70_000 + i);
    }
    CreateServiceRequest request =
        CreateServiceRequest.newBuilder()
            .setService(service("orders").toBuilder().setEndpoints(endpoints))
            .build();
    Metadata headers = bearer(token(Role.OPERATOR, "default"));

    ApiError remote = refusal(() -> services(headers).createService(request));
    ApiError local =
        refusal(
            () ->
                admin
                    .services
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .createService(request));

    assertThat(remote.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(remote.details()).hasSizeBetween(10, 20);
    assertThat(remote.detailsTotal()).isEqualTo(500);
    assertThat(local.details()).hasSize(500);
  }

  @Test
  void healthAndReflection_needNoToken() throws Exception {
    HealthCheckResponse health =
        HealthGrpc.newBlockingStub(network).check(HealthCheckRequest.getDefaultInstance());
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> asks =
        ServerReflectionGrpc.newStub(network).serverReflectionInfo(new First<>(answer));
    asks.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    ServerReflectionResponse reflected = answer.get(5, TimeUnit.SECONDS);
    asks.onCompleted();

    assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    assertThat(reflected.getListServicesResponse().getServiceList())
        .extracting(service -> service.getName())
        .contains("apg.mesh.v1.ServiceRegistry", "grpc.health.v1.Health");
  }

  @Test
  void shutdown_refusesNewCalls() {
    admin.server.shutdown(Duration.ofSeconds(5));

    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> HealthServiceGrpc.newBlockingStub(network).getHealth(health()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  private static GetHealthRequest health() {
    return GetHealthRequest.getDefaultInstance();
  }

  private static ListServicesRequest list() {
    return ListServicesRequest.getDefaultInstance();
  }

  private ServiceRegistryGrpc.ServiceRegistryBlockingStub services(String token) {
    return services(bearer(token));
  }

  private ServiceRegistryGrpc.ServiceRegistryBlockingStub services(Metadata headers) {
    return ServiceRegistryGrpc.newBlockingStub(network)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static Metadata bearer(String token) {
    Metadata headers = new Metadata();
    headers.put(CallMetadata.AUTHORIZATION, "Bearer " + token);
    return headers;
  }

  private static String token(Role role, String tenant) {
    return new TokenIssuer(SECRET, Clock.systemUTC(), () -> "id")
        .issue(new Principal("ops", tenant, Set.of(role)), Duration.ofMinutes(5));
  }

  private record First<T>(CompletableFuture<T> future) implements StreamObserver<T> {
    @Override
    public void onNext(T value) {
      future.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {}
  }
}
