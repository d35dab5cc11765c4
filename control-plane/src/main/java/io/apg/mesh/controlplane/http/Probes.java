package io.apg.mesh.controlplane.http;

import com.google.protobuf.ByteString;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.ReadinessReport;
import io.apg.mesh.controlplane.api.RequestGuard;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** What orchestrators and Prometheus ask for. Thread-safe. */
final class Probes {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<ReadinessReport> readiness;
  private final Supplier<String> metrics;
  private final RequestGuard guard;

  Probes(Supplier<ReadinessReport> readiness, Supplier<String> metrics, RequestGuard guard) {
    this.readiness = readiness;
    this.metrics = metrics;
    this.guard = guard;
  }

  Map<String, Function<RestRequest, RestResponse>> pages() {
    return Map.of(
        "/livez", request -> RestResponse.text(200, "ok\n"),
        "/readyz", request -> readyz(),
        "/metrics", this::metrics);
  }

  private RestResponse readyz() {
    ReadinessReport result = readiness.get();
    return result.ready()
        ? RestResponse.text(200, "ok\n")
        : RestResponse.text(503, result.message() + "\n");
  }

  /** Open on this host; from elsewhere for whoever may list services, which tells as much. */
  private RestResponse metrics(RestRequest request) {
    if (!isLoopback(request.address())) {
      try {
        guard.check(
            ServiceRegistryGrpc.getListServicesMethod().getFullMethodName(),
            request.header("authorization"));
      } catch (ApiException e) {
        return RestResponse.error(e.error(), request.id(), Map.of());
      }
    }
    return RestResponse.document(METRICS_TYPE, ByteString.copyFromUtf8(metrics.get()));
  }

  /** The address is a literal, so nothing is looked up. */
  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
