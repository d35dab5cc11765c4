package io.apg.mesh.registry.contract;

import io.apg.mesh.registry.HealthCheck;
import io.apg.mesh.registry.LoadBalancer.Algorithm;
import io.apg.mesh.registry.LoadBalancer.Limits;
import io.apg.mesh.registry.LoadBalancerSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts together what a client says of a load balancer. Not thread-safe. */
public final class LoadBalancerDraft {
  private @Nullable String id;
  private final @Nullable String name;
  private @Nullable Algorithm algorithm;
  private @Nullable Boolean affinity;
  private @Nullable String cookie;
  private HealthCheck.Spec checks = HealthCheck.Spec.NONE;
  private @Nullable Boolean breaker;
  private @Nullable Integer failures;
  private @Nullable Integer recovery;
  private Limits limits = Limits.NONE;
  private @Nullable List<String> services;
  private @Nullable Map<String, String> labels;

  private LoadBalancerDraft(@Nullable String name) {
    this.name = name;
  }

  /** A load balancer of that name; null = none said. */
  public static LoadBalancerDraft balancer(@Nullable String name) {
    return new LoadBalancerDraft(name);
  }

  /** Says load_balancer_id. */
  public LoadBalancerDraft id(String value) {
    id = value;
    return this;
  }

  /** Says algorithm. */
  public LoadBalancerDraft algorithm(Algorithm value) {
    algorithm = value;
    return this;
  }

  /** Says session_affinity and session_affinity_cookie. */
  public LoadBalancerDraft affinity(@Nullable Boolean on, @Nullable String value) {
    affinity = on;
    cookie = value;
    return this;
  }

  /** Says health_check_enabled and health_check_interval. */
  public LoadBalancerDraft checks(boolean on, @Nullable Integer seconds) {
    return checks(new HealthCheck.Spec(on, null, seconds, null, null, null, null));
  }

  /** Says health_check_*. */
  public LoadBalancerDraft checks(HealthCheck.Spec value) {
    checks = value;
    return this;
  }

  /** Says circuit_breaker_enabled, failure_threshold and recovery_timeout. */
  public LoadBalancerDraft breaker(
      @Nullable Boolean on, @Nullable Integer threshold, @Nullable Integer seconds) {
    breaker = on;
    failures = threshold;
    recovery = seconds;
    return this;
  }

  /** Says the limits. */
  public LoadBalancerDraft limits(Limits value) {
    limits = value;
    return this;
  }

  /** Says service_ids. */
  public LoadBalancerDraft services(String... values) {
    services = List.of(values);
    return this;
  }

  /** Says labels. */
  public LoadBalancerDraft labels(Map<String, String> value) {
    labels = value;
    return this;
  }

  LoadBalancerSpec spec() {
    return new LoadBalancerSpec(
        id, name, algorithm, affinity, cookie, checks, breaker, failures, recovery, limits,
        services, labels);
  }
}
