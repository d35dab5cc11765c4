package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.observed.BootstrapSource;
import io.apg.mesh.controlplane.observed.ObservedState;
import io.apg.mesh.controlplane.observed.ProxyView;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.v1.GetBootstrapRequest;
import io.apg.mesh.v1.GetBootstrapResponse;
import io.apg.mesh.v1.GetProxyRequest;
import io.apg.mesh.v1.ListProxiesRequest;
import io.apg.mesh.v1.ListProxiesResponse;
import io.apg.mesh.v1.ProxyObject;
import io.apg.mesh.v1.ProxyServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** The proxies of the mesh, over gRPC. */
final class Proxies extends ProxyServiceGrpc.ProxyServiceImplBase {
  private static final int LONGEST_WAIT_SECONDS = 60;

  private final Calls calls;
  private final ObservedState observed;
  private final BootstrapSource bootstraps;

  Proxies(Calls calls, ObservedState observed, BootstrapSource bootstraps) {
    this.calls = calls;
    this.observed = observed;
    this.bootstraps = bootstraps;
  }

  @Override
  public void listProxies(
      ListProxiesRequest request, StreamObserver<ListProxiesResponse> observer) {
    int seconds = request.getWaitSeconds();
    boolean waits = request.hasAckedRevision() && seconds > 0 && seconds <= LONGEST_WAIT_SECONDS;
    if (!waits) {
      calls.read(observer, () -> list(request));
      return;
    }
    calls.readAfter(
        observed.awaitAcked(
            Principal.current().tenant(), request.getAckedRevision(), Duration.ofSeconds(seconds)),
        observer,
        () -> list(request));
  }

  @Override
  public void getProxy(GetProxyRequest request, StreamObserver<ProxyObject> observer) {
    calls.read(
        observer,
        () ->
            observed.proxies(Principal.current().tenant()).stream()
                .filter(proxy -> proxy.nodeId().equals(request.getNodeId()))
                .findFirst()
                .map(ProxyMapping::toProto)
                .orElseThrow(() -> Refusals.notFound("proxy", request.getNodeId())));
  }

  @Override
  public void getBootstrap(
      GetBootstrapRequest request, StreamObserver<GetBootstrapResponse> observer) {
    calls.read(
        observer,
        () -> {
          BootstrapSource.Bootstrap bootstrap =
              bootstraps.bootstrap(BootstrapRequests.read(request, Principal.current().tenant()));
          return GetBootstrapResponse.newBuilder()
              .setBootstrap(bootstrap.config())
              .addAllCommandLine(bootstrap.commandLine())
              .build();
        });
  }

  private ListProxiesResponse list(ListProxiesRequest request) {
    int seconds = request.getWaitSeconds();
    if (seconds < 0 || seconds > LONGEST_WAIT_SECONDS) {
      throw Refusals.parameter(
          "wait_seconds", Integer.toString(seconds), "0 to " + LONGEST_WAIT_SECONDS);
    }
    Page.Request wanted =
        Page.Request.of(
            "proxies", request.hasPageSize(), request.getPageSize(), request.getPageToken());
    List<ProxyView> all =
        observed.proxies(Principal.current().tenant()).stream()
            .filter(
                proxy ->
                    !request.hasNamespace() || proxy.namespace().equals(request.getNamespace()))
            .sorted(Comparator.comparing(ProxyView::nodeId))
            .toList();
    Page<ProxyObject> page = Page.of(all, ProxyView::nodeId, wanted, 0).map(ProxyMapping::toProto);
    return ListProxiesResponse.newBuilder()
        .addAllProxies(page.objects())
        .setTotal(page.total())
        .setNextPageToken(page.nextToken())
        .build();
  }
}
