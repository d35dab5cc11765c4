package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.observed.Finding;
import io.apg.mesh.controlplane.observed.FindingsSource;
import io.apg.mesh.controlplane.observed.ObservedState;
import io.apg.mesh.controlplane.observed.ProxyView;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.Health;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.v1.GetHealthRequest;
import io.apg.mesh.v1.GetHealthResponse;
import io.apg.mesh.v1.HealthServiceGrpc;
import io.apg.mesh.v1.MeshStatus;
import io.apg.mesh.v1.StoreStatus;
import io.grpc.stub.StreamObserver;
import java.util.List;

/**
 * How the mesh is, over gRPC. Failing: a finding says that requests fail. Degraded: there is any
 * other finding, an active service without an endpoint that may answer, a proxy that lacks
 * something, or the store is away.
 */
final class MeshHealth extends HealthServiceGrpc.HealthServiceImplBase {
  private final Calls calls;
  private final RegistryStore store;
  private final ObservedState observed;
  private final FindingsSource findings;
  private final String version;
  private final int xdsPort;

  MeshHealth(Calls calls, AdminDependencies dependencies) {
    this.calls = calls;
    this.store = dependencies.store();
    this.observed = dependencies.observed();
    this.findings = dependencies.findings();
    this.version = dependencies.version();
    this.xdsPort = dependencies.xdsPort();
  }

  @Override
  public void getHealth(GetHealthRequest request, StreamObserver<GetHealthResponse> observer) {
    calls.read(observer, this::health);
  }

  private GetHealthResponse health() {
    MeshState mesh = store.state();
    CallMetadata.revision(mesh.revision());
    String tenant = Principal.current().tenant();
    TenantState state = mesh.tenant(tenant);
    List<Service> active =
        state.services().values().stream()
            .filter(service -> service.status() == ServiceStatus.ACTIVE)
            .toList();
    int healthy = (int) active.stream().filter(service -> mayAnswer(service, state)).count();
    List<ProxyView> proxies = observed.proxies(tenant);
    int synced = (int) proxies.stream().filter(p -> p.status() == ProxyView.Status.SYNCED).count();
    boolean stored = store.check().ok();
    List<Finding> found = findings.findings(tenant);
    boolean complete =
        found.isEmpty() && healthy == active.size() && synced == proxies.size() && stored;
    return GetHealthResponse.newBuilder()
        .setStatus(status(found, complete))
        .setServices(
            GetHealthResponse.ServiceCounts.newBuilder()
                .setTotal(state.services().size())
                .setHealthy(healthy))
        .setProxies(
            GetHealthResponse.ProxyCounts.newBuilder()
                .setConnected(proxies.size())
                .setSynced(synced))
        .setStore(stored ? StoreStatus.STORE_STATUS_OK : StoreStatus.STORE_STATUS_STALE)
        .setVersion(version)
        .setRevision(mesh.revision())
        .setXdsPort(xdsPort)
        .build();
  }

  private static MeshStatus status(List<Finding> found, boolean complete) {
    if (found.stream().anyMatch(f -> f.severity() == Finding.Severity.ERROR)) {
      return MeshStatus.MESH_STATUS_FAILING;
    }
    return complete ? MeshStatus.MESH_STATUS_HEALTHY : MeshStatus.MESH_STATUS_DEGRADED;
  }

  private static boolean mayAnswer(Service service, TenantState state) {
    return state.endpointsOf(service.id()).values().stream()
        .anyMatch(endpoint -> endpoint.health() != Health.UNHEALTHY);
  }
}
