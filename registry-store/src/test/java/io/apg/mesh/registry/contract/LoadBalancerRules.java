package io.apg.mesh.registry.contract;

import static io.apg.mesh.registry.contract.LoadBalancerDraft.balancer;
import static io.apg.mesh.registry.contract.Requests.apply;
import static io.apg.mesh.registry.contract.Requests.deleteLoadBalancer;
import static io.apg.mesh.registry.contract.Requests.deleteService;
import static io.apg.mesh.registry.contract.Requests.forced;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.pruning;
import static io.apg.mesh.registry.contract.Requests.replace;
import static io.apg.mesh.registry.contract.Requests.request;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.Change.PutLoadBalancer;
import io.apg.mesh.registry.HealthCheck;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.LoadBalancer.Algorithm;
import io.apg.mesh.registry.LoadBalancer.Limits;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.ObjectResult.Effect;
import io.apg.mesh.registry.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Load balancers, and which services use them. */
public interface LoadBalancerRules extends StoreFixture {
  private ServiceDraft a() {
    return service("a", "v1", "default");
  }

  private ServiceDraft b() {
    return service("b", "v1", "shop");
  }

  private LoadBalancer stored(String id) {
    LoadBalancer balancer = tenant().loadBalancer(id);
    assertThat(balancer).as(id).isNotNull();
    return balancer;
  }

  @Test
  default void loadBalancer_hasDefaults_andAnIdFromItsName() {
    assertThat(only(post(balancer("user-lb"))).id()).isEqualTo("lb_user_lb");
    LoadBalancer plain = stored("lb_user_lb");
    assertThat(plain.algorithm()).isEqualTo(Algorithm.ROUND_ROBIN);
    assertThat(plain.sessionAffinity()).isFalse();
    assertThat(plain.circuitBreakerEnabled()).isFalse();
    assertThat(plain.limits()).isEqualTo(Limits.NONE);
    assertThat(refused(post(balancer("user-lb"))))
        .containsExactly("0 ALREADY_EXISTS /load_balancer_name");
    assertThat(refused(replace(balancer("none"))))
        .containsExactly("0 NOT_FOUND /load_balancer_name");
    assertThat(refused(replace(balancer("other").id("lb_user_lb"))))
        .containsExactly("0 INVALID /load_balancer_name");
    only(deleteLoadBalancer("lb_user_lb"));
    assertThat(only(apply(balancer("user-lb"))).effect()).isEqualTo(Effect.CREATED);
    assertThat(refused(post(balancer("b").id("svc_b"))))
        .containsExactly("0 INVALID /load_balancer_id");
  }

  @Test
  default void numbersAndNames_switchTheirFeatureOn_whereNothingElseIsSaid() {
    only(post(balancer("l").affinity(null, "SID").breaker(null, 7, null)));
    assertThat(stored("lb_l").sessionAffinity()).isTrue();
    assertThat(stored("lb_l").circuitBreakerEnabled()).isTrue();
    assertThat(stored("lb_l").recoveryTimeout()).isPositive();
    only(replace(balancer("l").affinity(false, "SID").breaker(false, 7, 8)));
    assertThat(stored("lb_l").sessionAffinity()).isFalse();
    assertThat(stored("lb_l").sessionAffinityCookie()).isEqualTo("SID");
    assertThat(stored("lb_l").circuitBreakerEnabled()).isFalse();
    only(replace(balancer("l").affinity(true, null)));
    assertThat(stored("lb_l").sessionAffinityCookie()).isNotEmpty();
  }

  @Test
  default void checksByProxies_areOnWhereNothingElseIsSaid() {
    applied(post(balancer("l").checks(checks(null, HealthCheck.Mode.PROXY))), post(balancer("m")));
    assertThat(stored("lb_l").healthCheck())
        .isEqualTo(new HealthCheck(true, HealthCheck.Mode.PROXY, 30, 5, 3, 2, ""));
    assertThat(stored("lb_m").healthCheck())
        .isEqualTo(new HealthCheck(false, HealthCheck.Mode.CONTROL_PLANE, 30, 5, 3, 2, ""));
    only(replace(balancer("l").checks(checks(false, HealthCheck.Mode.PROXY))));
    assertThat(stored("lb_l").healthCheck().enabled()).isFalse();
  }

  private static HealthCheck.Spec checks(@Nullable Boolean on, HealthCheck.Mode mode) {
    return new HealthCheck.Spec(on, mode, null, null, null, null, null);
  }

  @Test
  default void values_areChecked_allAtOnce() {
    assertThat(
            refused(
                post(
                    balancer(null)
                        .affinity(true, "a b")
                        .checks(
                            new HealthCheck.Spec(true, HealthCheck.Mode.PROXY, 0, 601, 0, 101, "x"))
                        .breaker(true, 0, -1)
                        .limits(new Limits(0, -1, 0, -1))
                        .services("svc_none"))))
        .containsExactlyInAnyOrder(
            "0 INVALID /load_balancer_name",
            "0 INVALID /session_affinity_cookie",
            "0 INVALID /health_check_interval",
            "0 INVALID /health_check_timeout",
            "0 INVALID /health_check_unhealthy_threshold",
            "0 INVALID /health_check_healthy_threshold",
            "0 INVALID /health_check_path",
            "0 INVALID /failure_threshold",
            "0 INVALID /recovery_timeout",
            "0 INVALID /max_connections",
            "0 INVALID /max_pending_requests",
            "0 INVALID /max_requests",
            "0 INVALID /max_retries",
            "0 INVALID /service_ids/0");
  }

  @Test
  default void service_namesItsLoadBalancer_andKeepsItWhereNothingIsSaid() {
    assertThat(refused(post(a().loadBalancerId("lb_l"))))
        .containsExactly("0 INVALID /load_balancer_id");
    applied(post(a().loadBalancerId("lb_l")), post(balancer("l")));
    assertThat(tenant().servicesOf("lb_l")).containsExactly("svc_a");
    only(replace(a().description("d")));
    assertThat(storedService("svc_a").loadBalancerId()).isEqualTo("lb_l");
    only(replace(a().loadBalancerId("")));
    assertThat(storedService("svc_a").loadBalancerId()).isEmpty();
    assertThat(tenant().servicesByBalancer()).isEmpty();
  }

  @Test
  default void serviceIds_areAllTheServicesThatUseIt() {
    applied(post(a()), post(b()), post(balancer("l").services("svc_a")));
    assertThat(tenant().servicesOf("lb_l")).containsExactly("svc_a");
    long before = stored("lb_l").stamps().revision();
    assertThat(effects(replace(balancer("l").services("b.shop"))))
        .containsExactly(Effect.CONFIGURED);
    assertThat(tenant().servicesOf("lb_l")).containsExactly("svc_b");
    assertThat(storedService("svc_b").stamps().revision()).isEqualTo(store().state().revision());
    assertThat(stored("lb_l").stamps().revision()).isEqualTo(before);
    assertThat(effects(replace(balancer("l").services("svc_b")), apply(b())))
        .containsOnly(Effect.UNCHANGED);
    assertThat(effects(replace(balancer("l")))).containsExactly(Effect.UNCHANGED);
    assertThat(tenant().servicesOf("lb_l")).containsExactly("svc_b");
    only(replace(balancer("l").services()));
    assertThat(tenant().servicesByBalancer()).isEmpty();
  }

  @Test
  default void serviceIds_takeAServiceFromTheOneItHad_inAnyOrder() {
    applied(post(a()), post(balancer("l").services("svc_a")), post(balancer("m")));
    applied(replace(balancer("m").services("svc_a")), replace(balancer("l").services()));
    assertThat(storedService("svc_a").loadBalancerId()).isEqualTo("lb_m");
    applied(replace(balancer("m").services()), replace(balancer("l").services("svc_a")));
    assertThat(storedService("svc_a").loadBalancerId()).isEqualTo("lb_l");
  }

  @Test
  default void serviceIds_andServicesThatDisagree_areRefused() {
    applied(post(a()), post(balancer("l")), post(balancer("m")));
    assertThat(
            refused(apply(balancer("l").services("svc_a")), apply(balancer("m").services("svc_a"))))
        .containsExactly("1 INVALID /service_ids/0");
    assertThat(refused(apply(balancer("l").services("svc_a", "a"))))
        .containsExactly("0 INVALID /service_ids/1");
    assertThat(refused(apply(a().loadBalancerId("lb_m")), apply(balancer("l").services("svc_a"))))
        .containsExactly("1 INVALID /service_ids/0");
    assertThat(refused(apply(a().loadBalancerId("lb_l")), apply(balancer("l").services())))
        .containsExactly("1 INVALID /service_ids");
    assertThat(effects(apply(a().loadBalancerId("lb_l")), apply(balancer("l").services("svc_a"))))
        .containsOnly(Effect.CONFIGURED);
  }

  @Test
  default void usedLoadBalancer_isNotDeleted_unlessTheUseEndsOrIsForced() {
    applied(post(a()), post(balancer("l").services("svc_a")));
    List<Problem> problems = problems(request(deleteLoadBalancer("lb_l")));
    assertThat(problems).extracting(StoreFixture::brief).containsExactly("0 IN_USE ");
    assertThat(problems.get(0).message()).contains("service/svc_a");
    applied(forced(deleteLoadBalancer("lb_l")));
    assertThat(tenant().servicesOf("lb_l")).containsExactly("svc_a");
    assertThat(effects(apply(a().loadBalancerId("lb_l")))).containsExactly(Effect.UNCHANGED);
    assertThat(refused(apply(b().loadBalancerId("lb_l"))))
        .containsExactly("0 INVALID /load_balancer_id");
    only(post(balancer("l")));
    applied(deleteLoadBalancer("lb_l"), apply(a().loadBalancerId("")));
    assertThat(tenant().loadBalancers()).isEmpty();
    applied(post(balancer("l").services("svc_a")));
    applied(deleteLoadBalancer("lb_l"), deleteService("svc_a"));
  }

  @Test
  default void loadBalancers_arePrunedAndCheckedAsOthers() {
    Map<String, String> ours = Map.of("app", "x");
    applied(post(balancer("l").labels(ours)), post(balancer("m").labels(ours)));
    assertThat(applied(pruning("app=x", apply(balancer("l").labels(ours)))).results())
        .extracting(ObjectResult::id)
        .containsExactly("lb_l", "lb_m");
    assertThat(refused(new PutLoadBalancer(Mode.REPLACE, balancer("l").spec(), 99L)))
        .containsExactly("0 REVISION_MISMATCH /expected_revision");
    assertThat(refused(apply(balancer("l")), deleteLoadBalancer("lb_l")))
        .containsExactly("1 INVALID ");
  }

  @Test
  default void everyFieldOfALoadBalancer_survivesARestart() {
    applied(
        post(a()),
        post(
            balancer("l")
                .algorithm(Algorithm.MAGLEV)
                .affinity(true, "SID")
                .checks(new HealthCheck.Spec(true, HealthCheck.Mode.PROXY, 11, 3, 4, 5, "/health"))
                .breaker(true, 3, 60)
                .limits(new Limits(1, 2, 3, 0))
                .services("svc_a")
                .labels(Map.of("l", "m"))));
    var before = store().state();
    reopen();
    assertThat(store().state()).isEqualTo(before).isNotSameAs(before);
    assertThat(stored("lb_l").limits()).isEqualTo(new Limits(1, 2, 3, 0));
    assertThat(stored("lb_l").healthCheck())
        .isEqualTo(new HealthCheck(true, HealthCheck.Mode.PROXY, 11, 3, 4, 5, "/health"));
    assertThat(storedService("svc_a").loadBalancerId()).isEqualTo("lb_l");
  }
}
