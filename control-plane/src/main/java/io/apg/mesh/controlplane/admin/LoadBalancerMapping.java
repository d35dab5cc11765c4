package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.HealthCheck;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.LoadBalancer.Limits;
import io.apg.mesh.registry.LoadBalancerSpec;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.v1.LoadBalancerObject;
import io.apg.mesh.v1.ServiceIdList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Load balancers as messages, and back. */
final class LoadBalancerMapping {
  private LoadBalancerMapping() {}

  static Change.PutLoadBalancer toChange(
      Change.Mode mode, LoadBalancerObject balancer, Faults faults) {
    return new Change.PutLoadBalancer(mode, toSpec(balancer, faults), expectedRevision(balancer));
  }

  static @Nullable Long expectedRevision(LoadBalancerObject balancer) {
    return balancer.hasExpectedRevision() ? balancer.getExpectedRevision() : null;
  }

  static LoadBalancerObject toProto(LoadBalancer balancer, TenantState state) {
    List<String> services = List.copyOf(state.servicesOf(balancer.id()));
    HealthCheck check = balancer.healthCheck();
    LoadBalancerObject.Builder message =
        LoadBalancerObject.newBuilder()
            .setLoadBalancerId(balancer.id())
            .setLoadBalancerName(balancer.name())
            .setServiceIds(ServiceIdList.newBuilder().addAllServiceIds(services))
            .setAlgorithm(Enums.ALGORITHM.toProto(balancer.algorithm()))
            .setSessionAffinity(balancer.sessionAffinity())
            .setSessionAffinityCookie(balancer.sessionAffinityCookie())
            .setHealthCheckEnabled(check.enabled())
            .setHealthCheckMode(Enums.CHECK_MODE.toProto(check.mode()))
            .setHealthCheckInterval(check.interval())
            .setHealthCheckTimeout(check.timeout())
            .setHealthCheckUnhealthyThreshold(check.unhealthyThreshold())
            .setHealthCheckHealthyThreshold(check.healthyThreshold())
            .setCircuitBreakerEnabled(balancer.circuitBreakerEnabled())
            .setFailureThreshold(balancer.failureThreshold())
            .setRecoveryTimeout(balancer.recoveryTimeout())
            .putAllLabels(balancer.labels())
            .setEnforced(!services.isEmpty())
            .setEnforcedReason(reason(balancer, services))
            .setCreatedAt(Times.toProto(balancer.stamps().createdAt()))
            .setUpdatedAt(Times.toProto(balancer.stamps().updatedAt()))
            .setRevision(balancer.stamps().revision());
    if (!check.path().isEmpty()) {
      message.setHealthCheckPath(check.path());
    }
    set(balancer.limits().maxConnections(), message::setMaxConnections);
    set(balancer.limits().maxPendingRequests(), message::setMaxPendingRequests);
    set(balancer.limits().maxRequests(), message::setMaxRequests);
    set(balancer.limits().maxRetries(), message::setMaxRetries);
    return message.build();
  }

  private static void set(@Nullable Integer value, IntConsumer setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  /** What is not in effect, and why. */
  private static String reason(LoadBalancer balancer, List<String> services) {
    if (services.isEmpty()) {
      return "no service uses it: name services in service_ids, or it in a service's"
          + " load_balancer_id";
    }
    List<String> reasons = new ArrayList<>();
    HealthCheck check = balancer.healthCheck();
    if (check.enabled() && check.mode() == HealthCheck.Mode.CONTROL_PLANE) {
      reasons.add(
          "health_check_mode: this version checks no endpoints from the control plane; with proxy"
              + " the proxies do");
    }
    boolean hashes =
        switch (balancer.algorithm()) {
          case RING_HASH, MAGLEV -> true;
          case ROUND_ROBIN, WEIGHTED_ROUND_ROBIN, LEAST_REQUEST, RANDOM -> false;
        };
    if (hashes && !balancer.sessionAffinity()) {
      reasons.add(
          "algorithm: without session_affinity there is nothing to hash, so endpoints are"
              + " chosen at random");
    }
    return String.join("; ", reasons);
  }

  private static LoadBalancerSpec toSpec(LoadBalancerObject balancer, Faults faults) {
    return new LoadBalancerSpec(
        balancer.hasLoadBalancerId() ? balancer.getLoadBalancerId() : null,
        balancer.hasLoadBalancerName() ? balancer.getLoadBalancerName() : null,
        faults.word("algorithm", balancer.hasAlgorithm(), balancer.getAlgorithm(), Enums.ALGORITHM),
        balancer.hasSessionAffinity() ? balancer.getSessionAffinity() : null,
        balancer.hasSessionAffinityCookie() ? balancer.getSessionAffinityCookie() : null,
        healthCheck(balancer, faults),
        balancer.hasCircuitBreakerEnabled() ? balancer.getCircuitBreakerEnabled() : null,
        balancer.hasFailureThreshold() ? balancer.getFailureThreshold() : null,
        balancer.hasRecoveryTimeout() ? balancer.getRecoveryTimeout() : null,
        new Limits(
            balancer.hasMaxConnections() ? balancer.getMaxConnections() : null,
            balancer.hasMaxPendingRequests() ? balancer.getMaxPendingRequests() : null,
            balancer.hasMaxRequests() ? balancer.getMaxRequests() : null,
            balancer.hasMaxRetries() ? balancer.getMaxRetries() : null),
        balancer.hasServiceIds() ? balancer.getServiceIds().getServiceIdsList() : null,
        balancer.getLabelsMap());
  }

  private static HealthCheck.Spec healthCheck(LoadBalancerObject balancer, Faults faults) {
    return new HealthCheck.Spec(
        balancer.hasHealthCheckEnabled() ? balancer.getHealthCheckEnabled() : null,
        faults.word(
            "health_check_mode",
            balancer.hasHealthCheckMode(),
            balancer.getHealthCheckMode(),
            Enums.CHECK_MODE),
        balancer.hasHealthCheckInterval() ? balancer.getHealthCheckInterval() : null,
        balancer.hasHealthCheckTimeout() ? balancer.getHealthCheckTimeout() : null,
        balancer.hasHealthCheckUnhealthyThreshold()
            ? balancer.getHealthCheckUnhealthyThreshold()
            : null,
        balancer.hasHealthCheckHealthyThreshold()
            ? balancer.getHealthCheckHealthyThreshold()
            : null,
        balancer.hasHealthCheckPath() ? balancer.getHealthCheckPath() : null);
  }
}
