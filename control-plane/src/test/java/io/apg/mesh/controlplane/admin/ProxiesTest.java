package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.observed.BootstrapSource;
import io.apg.mesh.controlplane.observed.BootstrapSource.HostPort;
import io.apg.mesh.controlplane.observed.BootstrapSource.Inbound;
import io.apg.mesh.controlplane.observed.BootstrapSource.Request;
import io.apg.mesh.controlplane.observed.Finding;
import io.apg.mesh.controlplane.observed.ObjectRef;
import io.apg.mesh.controlplane.observed.ProxyView;
import io.apg.mesh.controlplane.observed.ProxyView.Status;
import io.apg.mesh.v1.BootstrapFormat;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.FindingObject;
import io.apg.mesh.v1.GetBootstrapRequest;
import io.apg.mesh.v1.GetBootstrapResponse;
import io.apg.mesh.v1.GetHealthRequest;
import io.apg.mesh.v1.GetHealthResponse;
import io.apg.mesh.v1.GetProxyRequest;
import io.apg.mesh.v1.ListFindingsRequest;
import io.apg.mesh.v1.ListFindingsResponse;
import io.apg.mesh.v1.ListProxiesRequest;
import io.apg.mesh.v1.ListProxiesResponse;
import io.apg.mesh.v1.MeshStatus;
import io.apg.mesh.v1.ProxyObject;
import io.apg.mesh.v1.ProxyRole;
import io.apg.mesh.v1.ProxyServiceGrpc;
import io.apg.mesh.v1.StoreStatus;
import io.apg.mesh.v1.SyncStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API shows of the running mesh: proxies, bootstraps, findings, health. */
class ProxiesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.006Z");

  @TempDir Path folder;

  private AdminFixture admin;

  @BeforeEach
  void open() {
    admin = AdminFixture.in(folder);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void get_showsAllThatIsKnown() {
    ProxyView.Rejection rejection =
        new ProxyView.Rejection(
            "bad regex", List.of(new ObjectRef("route", "route_r")), List.of("outbound"), NOW);
    admin.mesh.proxies.add(
        proxy(
            "svc_a~1",
            "shop",
            Map.of(
                "cds",
                new ProxyView.TypeView(Status.SYNCED, "v1", "v1", 3, NOW, List.of(), null),
                "rds",
                new ProxyView.TypeView(
                    Status.ERROR, "v2", "v1", 1, null, List.of("svc_b"), rejection))));

    ProxyObject proxy =
        admin.proxies.getProxy(GetProxyRequest.newBuilder().setNodeId("svc_a~1").build());

    assertThat(proxy.getStatus()).isEqualTo(SyncStatus.SYNC_STATUS_ERROR);
    assertThat(proxy.getRole()).isEqualTo(ProxyRole.PROXY_ROLE_SIDECAR);
    assertThat(proxy.getNamespace()).isEqualTo("shop");
    assertThat(proxy.getServedRevision()).isEqualTo(7);
    assertThat(proxy.getAckedRevision()).isEqualTo(6);
    assertThat(proxy.getConnectedSince()).isEqualTo(Times.toProto(NOW));
    assertThat(proxy.getTypesOrThrow("cds").hasError()).isFalse();
    assertThat(proxy.getTypesOrThrow("rds").getError().getMessage()).isEqualTo("bad regex");
    assertThat(proxy.getTypesOrThrow("rds").getError().getObjects(0).getId()).isEqualTo("route_r");
    assertThat(proxy.getTypesOrThrow("rds").getWaitingForList()).containsExactly("svc_b");
    assertThat(
            refusal(
                    () ->
                        admin.proxies.getProxy(
                            GetProxyRequest.newBuilder().setNodeId("x~1").build()))
                .code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void list_isOrderedPagedAndFiltered() {
    for (String node : new String[] {"c~1", "a~1", "b~1"}) {
      admin.mesh.proxies.add(proxy(node, node.startsWith("c") ? "other" : "shop", Map.of()));
    }

    ListProxiesResponse first = list(ListProxiesRequest.newBuilder().setPageSize(2));
    ListProxiesResponse second =
        list(ListProxiesRequest.newBuilder().setPageToken(first.getNextPageToken()));
    ListProxiesResponse shop = list(ListProxiesRequest.newBuilder().setNamespace("shop"));

    assertThat(nodes(first)).containsExactly("a~1", "b~1");
    assertThat(nodes(second)).containsExactly("c~1");
    assertThat(nodes(shop)).containsExactly("a~1", "b~1");
    assertThat(first.getTotal()).isEqualTo(3);
    assertThat(first.getProxies(0).getStatus()).isEqualTo(SyncStatus.SYNC_STATUS_NOT_SENT);
  }

  @Test
  void list_waitsForTheRevision() throws Exception {
    ListenableFuture<ListProxiesResponse> answer =
        ProxyServiceGrpc.newFutureStub(admin.server.channel())
            .listProxies(
                ListProxiesRequest.newBuilder().setAckedRevision(9).setWaitSeconds(60).build());

    assertThat(admin.mesh.awaited.get(5, TimeUnit.SECONDS)).isEqualTo(9);
    assertThat(answer.isDone()).isFalse();
    admin.mesh.proxies.add(proxy("a~1", "shop", Map.of()));
    admin.mesh.acked.complete(null);
    assertThat(nodes(answer.get(5, TimeUnit.SECONDS))).containsExactly("a~1");
  }

  @Test
  void list_waitOutOfRange_isRefused() {
    ApiError error =
        refusal(() -> list(ListProxiesRequest.newBuilder().setAckedRevision(1).setWaitSeconds(61)));

    assertThat(error.field()).isEqualTo("wait_seconds");
  }

  @Test
  void bootstrap_parametersAreRead() {
    GetBootstrapResponse answer =
        admin.proxies.getBootstrap(
            GetBootstrapRequest.newBuilder()
                .setNodeId("svc_a~1")
                .setXdsAddress("[::1]:18000")
                .setOutbound("127.0.0.1:15001")
                .addInbound("10.0.0.5:8080=127.0.0.1:9090")
                .setAdminPort(9901)
                .setDelta(false)
                .setTokenFile("/etc/mesh/a.json")
                .build());

    assertThat(answer.getCommandLineList()).containsExactly("envoy", "-c", "{bootstrap}");
    assertThat(answer.getBootstrap().getFieldsOrThrow("node").getStringValue())
        .isEqualTo("svc_a~1");
    assertThat(admin.mesh.bootstraps)
        .containsExactly(
            new Request(
                "default",
                "svc_a~1",
                ProxyView.Role.SIDECAR,
                new HostPort("::1", 18000),
                new HostPort("127.0.0.1", 15001),
                List.of(
                    new Inbound(new HostPort("10.0.0.5", 8080), new HostPort("127.0.0.1", 9090))),
                List.of(),
                9901,
                false,
                "/etc/mesh/a.json",
                BootstrapSource.Format.ENVOY));
    assertThat(new HostPort("::1", 18000)).hasToString("[::1]:18000");
  }

  @Test
  void bootstrap_forGrpc_isForAProxylessNode() {
    GetBootstrapRequest.Builder request =
        GetBootstrapRequest.newBuilder()
            .setNodeId("svc_a~1")
            .setFormat(BootstrapFormat.BOOTSTRAP_FORMAT_GRPC);
    GetBootstrapResponse unused = admin.proxies.getBootstrap(request.build());
    assertThat(admin.mesh.bootstraps).hasSize(1);
    assertThat(admin.mesh.bootstraps.get(0).role()).isEqualTo(ProxyView.Role.PROXYLESS);
    assertThat(admin.mesh.bootstraps.get(0).format()).isEqualTo(BootstrapSource.Format.GRPC);

    GetBootstrapRequest gateway = request.setRole(ProxyRole.PROXY_ROLE_GATEWAY).build();
    assertThat(refusal(() -> admin.proxies.getBootstrap(gateway)).field()).isEqualTo("role");
  }

  @Test
  void bootstrap_badParameters_areAllNamed() {
    ApiError error =
        refusal(
            () ->
                admin.proxies.getBootstrap(
                    GetBootstrapRequest.newBuilder()
                        .setNodeId("no instance")
                        .setRole(ProxyRole.PROXY_ROLE_GATEWAY)
                        .setXdsAddress("here")
                        .setOutbound("127.0.0.1:0")
                        .addInbound("10.0.0.5:8080")
                        .setAdminPort(70_000)
                        .build()));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(error.details())
        .extracting(ApiError.Detail::field)
        .containsExactlyInAnyOrder(
            "node_id", "xds_address", "outbound", "inbound", "admin_port", "listen");
    assertThat(admin.mesh.bootstraps).isEmpty();
  }

  @Test
  void findings_areOrderedByObject() {
    admin.mesh.findings.add(finding("SHADOWED", Finding.Severity.WARNING, "route", "route_b"));
    admin.mesh.findings.add(finding("NO_DEFAULT", Finding.Severity.ERROR, "route", "route_a"));
    admin.mesh.findings.add(finding("SHADOWED", Finding.Severity.WARNING, "route", "route_a"));

    ListFindingsResponse first =
        admin.findings.listFindings(ListFindingsRequest.newBuilder().setPageSize(2).build());
    ListFindingsResponse second =
        admin.findings.listFindings(
            ListFindingsRequest.newBuilder().setPageToken(first.getNextPageToken()).build());

    assertThat(first.getFindingsList())
        .extracting(FindingObject::getCode)
        .containsExactly("NO_DEFAULT", "SHADOWED");
    assertThat(second.getFindingsList())
        .extracting(f -> f.getObject().getId())
        .containsExactly("route_b");
    assertThat(first.getTotal()).isEqualTo(3);
  }

  @Test
  void health_inOneWord() {
    assertThat(health().getStatus()).isEqualTo(MeshStatus.MESH_STATUS_HEALTHY);
    admin.services.createService(
        CreateServiceRequest.newBuilder().setService(AdminFixture.service("a")).build());
    assertThat(health().getStatus()).isEqualTo(MeshStatus.MESH_STATUS_DEGRADED);
    admin.mesh.proxies.add(proxy("a~1", "shop", Map.of()));
    admin.mesh.findings.add(finding("X", Finding.Severity.ERROR, "service", "svc_a"));

    GetHealthResponse health = health();

    assertThat(health.getStatus()).isEqualTo(MeshStatus.MESH_STATUS_FAILING);
    assertThat(health.getServices().getTotal()).isEqualTo(1);
    assertThat(health.getServices().getHealthy()).isZero();
    assertThat(health.getXdsPort()).isEqualTo(18000);
    assertThat(health.getProxies().getConnected()).isEqualTo(1);
    assertThat(health.getProxies().getSynced()).isZero();
    assertThat(health.getStore()).isEqualTo(StoreStatus.STORE_STATUS_OK);
    assertThat(health.getRevision()).isEqualTo(1);
    assertThat(health.getVersion()).isEqualTo("1.2.3");
  }

  private GetHealthResponse health() {
    return admin.health.getHealth(GetHealthRequest.getDefaultInstance());
  }

  private ListProxiesResponse list(ListProxiesRequest.Builder request) {
    return admin.proxies.listProxies(request.build());
  }

  private static List<String> nodes(ListProxiesResponse answer) {
    return answer.getProxiesList().stream().map(ProxyObject::getNodeId).toList();
  }

  private static Finding finding(String code, Finding.Severity severity, String kind, String id) {
    return new Finding(code, severity, new ObjectRef(kind, id), "something", "do it");
  }

  private static ProxyView proxy(
      String node, String namespace, Map<String, ProxyView.TypeView> types) {
    return new ProxyView(
        node,
        "svc_a",
        "a",
        "default",
        namespace,
        ProxyView.Role.SIDECAR,
        "1.34.0",
        "127.0.0.1:5000",
        "delta",
        NOW,
        7,
        6,
        types);
  }
}
