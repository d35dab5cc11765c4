package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.HealthCheck;
import io.apg.mesh.registry.HealthCheck.Mode;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.LoadBalancer.Algorithm;
import io.apg.mesh.registry.LoadBalancer.Limits;
import io.apg.mesh.registry.LoadBalancerSpec;
import io.apg.mesh.registry.plan.NamedTargets.Target;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what a client says of a load balancer into the load balancer. */
final class LoadBalancerValues {
  private static final String DEFAULT_COOKIE = "mesh-affinity";
  private static final int DAY = 86_400;
  private static final int MAX_TIMEOUT = 600;
  private static final int MAX_CHECKS = 100;
  private static final int FAILURES = 5;
  private static final int MAX_FAILURES = 1000;
  private static final int RECOVERY = 30;
  private static final int MAX_LIMIT = 1_000_000_000;

  private final Draft draft;

  LoadBalancerValues(Draft draft) {
    this.draft = draft;
  }

  /** Numbers or a name that only make sense with a feature switch it on where nothing is said. */
  LoadBalancer loadBalancer(Fields fields, LoadBalancerSpec spec, Target<LoadBalancer> target) {
    LoadBalancer existing = target.existing();
    String cookie = cookie(fields, spec.sessionAffinityCookie());
    boolean affinity = Objects.requireNonNullElse(spec.sessionAffinity(), !cookie.isEmpty());
    boolean breaker =
        Objects.requireNonNullElse(
            spec.circuitBreakerEnabled(),
            spec.failureThreshold() != null || spec.recoveryTimeout() != null);
    return new LoadBalancer(
        target.id(),
        target.name(),
        Objects.requireNonNullElse(spec.algorithm(), Algorithm.ROUND_ROBIN),
        affinity,
        affinity && cookie.isEmpty() ? DEFAULT_COOKIE : cookie,
        healthCheck(fields, spec.healthCheck()),
        breaker,
        fields.number("failure_threshold", spec.failureThreshold(), FAILURES, 1, MAX_FAILURES),
        fields.number("recovery_timeout", spec.recoveryTimeout(), RECOVERY, 1, DAY),
        limits(fields, spec.limits()),
        fields.labels(spec.labels()),
        existing == null ? draft.fresh : existing.stamps());
  }

  private static HealthCheck healthCheck(Fields fields, HealthCheck.Spec said) {
    return new HealthCheck(
        Objects.requireNonNullElse(said.enabled(), said.mode() == Mode.PROXY),
        Objects.requireNonNullElse(said.mode(), Mode.CONTROL_PLANE),
        fields.number(
            "health_check_interval", said.interval(), HealthCheck.DEFAULT_INTERVAL, 1, DAY),
        fields.number(
            "health_check_timeout", said.timeout(), HealthCheck.DEFAULT_TIMEOUT, 1, MAX_TIMEOUT),
        fields.number(
            "health_check_unhealthy_threshold",
            said.unhealthyThreshold(),
            HealthCheck.DEFAULT_UNHEALTHY,
            1,
            MAX_CHECKS),
        fields.number(
            "health_check_healthy_threshold",
            said.healthyThreshold(),
            HealthCheck.DEFAULT_HEALTHY,
            1,
            MAX_CHECKS),
        fields.path("health_check_path", said.path()));
  }

  private static String cookie(Fields fields, @Nullable String said) {
    if (said == null || said.isEmpty()) {
      return "";
    }
    String cookie =
        fields.matching(
            "session_affinity_cookie",
            said,
            Syntax.COOKIE,
            "the name of a cookie: 1 to 128 letters, digits and !#$%&'*+.^_`|~-");
    return cookie == null ? "" : cookie;
  }

  private static Limits limits(Fields fields, Limits said) {
    return new Limits(
        limit(fields, "max_connections", said.maxConnections(), 1),
        limit(fields, "max_pending_requests", said.maxPendingRequests(), 1),
        limit(fields, "max_requests", said.maxRequests(), 1),
        limit(fields, "max_retries", said.maxRetries(), 0));
  }

  private static @Nullable Integer limit(
      Fields fields, String field, @Nullable Integer said, int min) {
    return said == null ? null : Integer.valueOf(fields.number(field, said, min, min, MAX_LIMIT));
  }
}
