package io.apg.mesh.registry.plan;

import static io.apg.mesh.registry.contract.EndpointDraft.endpoint;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.request;
import static io.apg.mesh.registry.contract.Requests.to;
import static io.apg.mesh.registry.contract.RouteDraft.route;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ApplyOutcome.Refused;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Condition;
import io.apg.mesh.registry.Condition.Op;
import io.apg.mesh.registry.MatchType;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.contract.EndpointDraft;
import io.apg.mesh.registry.contract.RouteDraft;
import io.apg.mesh.registry.contract.ServiceDraft;
import io.apg.mesh.registry.contract.TickingClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueRulesTest {
  private final Planner planner =
      new Planner(
          new Settings(
              "default",
              regex -> regex.contains("(((") ? Optional.of("missing )") : Optional.empty()),
          new TickingClock());
  private Plan last = new Plan(MeshState.EMPTY, Identities.EMPTY, List.of(), null, applied());

  static List<Arguments> badServices() {
    return List.of(
        bad(service("Orders", "v1", "shop"), "/service_name"),
        bad(service("a.b", "v1", "shop"), "/service_name"),
        bad(service("-a", "v1", "shop"), "/service_name"),
        bad(service("a".repeat(64), "v1", "shop"), "/service_name"),
        bad(service("", "v1", "shop"), "/service_name"),
        bad(service("a", "", "shop"), "/service_version"),
        bad(service("a", "v 1", "shop"), "/service_version"),
        bad(service("a", "v".repeat(33), "shop"), "/service_version"),
        bad(service("a", "v1", "Shop"), "/namespace"),
        bad(good().description("d".repeat(4097)), "/description"),
        bad(good().labels(Map.of("a b", "c")), "/labels"),
        bad(good().labels(Map.of("a/b", "c".repeat(257))), "/labels/a~1b"),
        bad(good().metadata(many(65)), "/metadata"),
        bad(good().endpoints(EndpointDraft.empty()), "/endpoints/0/host", "/endpoints/0/port"),
        bad(good().endpoints(endpoint("a", 80), endpoint("b", 0)), "/endpoints/1/port"),
        bad(good().endpoints(endpoint("a", 65536)), "/endpoints/0/port"),
        bad(good().endpoints(endpoint("a", 80).weight(-1)), "/endpoints/0/weight"),
        bad(good().endpoints(endpoint("a", 80).weight(1001)), "/endpoints/0/weight"),
        bad(good().endpoints(endpoint("a", 80).priority(128)), "/endpoints/0/priority"),
        bad(good().endpoints(endpoint("a", 80).path("api")), "/endpoints/0/path"),
        bad(
            good().endpoints(endpoint("a", 80).healthCheckPath("health")),
            "/endpoints/0/health_check_path"),
        bad(good().endpoints(endpoint("a", 80).zone("z".repeat(129))), "/endpoints/0/zone"));
  }

  static List<Arguments> badRoutes() {
    return List.of(
        bad(RouteDraft.empty(), "/route_name", "/destination_services", "/match_value"),
        bad(fine().hosts("a.test", "*"), "/hosts/1"),
        bad(fine().hosts("a.test:80"), "/hosts/0"),
        bad(fine().hosts("a.test", "A.test"), "/hosts/1"),
        bad(fine().matchValue("api"), "/match_value"),
        bad(fine().matchValue("/api?x=1"), "/match_value"),
        bad(fine().matchValue("/a b"), "/match_value"),
        bad(fine().matchType(MatchType.EXACT).matchValue(""), "/match_value"),
        bad(fine().matchType(MatchType.REGEX).matchValue("((("), "/match_value"),
        bad(fine().matchType(MatchType.REGEX).matchValue(""), "/match_value"),
        bad(fine().methods("GET", "get"), "/methods/1"),
        bad(fine().methods("GET", "GET"), "/methods/1"),
        bad(fine().headers(condition("a b", Op.EXACT, "x")), "/headers/0/name"),
        bad(fine().headers(condition("a", Op.REGEX, "(((")), "/headers/0/regex"),
        bad(fine().headers(condition("a", Op.PREFIX, "")), "/headers/0/prefix"),
        bad(fine().query(condition("", Op.EXACT, "x")), "/query/0/name"),
        bad(fine().query(condition("q", Op.REGEX, "(((")), "/query/0/regex"),
        bad(fine().timeoutMs(-1), "/timeout_ms"),
        bad(fine().timeoutMs(3_600_001), "/timeout_ms"),
        bad(fine().retryAttempts(11), "/retry_attempts"),
        bad(fine().retryOn("5xx", "sometimes"), "/retry_on/1"),
        bad(fine().priority(-1), "/priority"),
        bad(
            RouteDraft.route("r", "/", to("svc_a", 1_000_001)),
            "/destination_services/0/weight",
            "/destination_services/0/service_id"));
  }

  @ParameterizedTest
  @MethodSource("badServices")
  void service_isRefused(ServiceDraft draft, List<String> fields) {
    refused(post(draft), fields);
  }

  @ParameterizedTest
  @MethodSource("badRoutes")
  void route_isRefused(RouteDraft draft, List<String> fields) {
    plan(post(good().serviceId("svc_b")));
    refused(post(draft), fields);
  }

  @Test
  void message_saysValueAndExpectation() {
    plan(post(good().endpoints(endpoint("a", 70000))));
    assertThat(problems())
        .containsExactly(
            new Problem(
                Problem.Code.INVALID,
                0,
                "/endpoints/0/port",
                "port: 70000 (expected: 1 to 65535)",
                "70000",
                ""));
  }

  @Test
  void regexProblem_isTheHint() {
    plan(post(fine().matchType(MatchType.REGEX).matchValue("(((")));
    assertThat(problems()).extracting(Problem::hint).contains("missing )");
  }

  @Test
  void whatIsNotSaid_takesItsDefault() {
    plan(
        post(ServiceDraft.empty().serviceName("b").endpoints(endpoint("a", 80))),
        post(
            RouteDraft.empty()
                .routeName("r")
                .matchValue("/")
                .destinations(to("svc_b", 0), to("svc_c", 1))),
        post(ServiceDraft.empty().serviceName("c")));
    assertThat(last.outcome()).isInstanceOf(Applied.class);
    var tenant = last.state().tenant("default");
    var stored = tenant.service("svc_b");
    assertThat(stored.version()).isEqualTo("v1");
    assertThat(stored.name().namespace()).isEqualTo("default");
    var at = tenant.endpointsOf("svc_b").values().iterator().next();
    assertThat(at.weight()).isEqualTo(100);
    var through = tenant.route("route_r");
    assertThat(through.matchType()).isEqualTo(MatchType.PREFIX);
    assertThat(through.enabled()).isTrue();
    assertThat(through.timeoutMs()).isNull();
    assertThat(through.retryAttempts()).isNull();
  }

  @Test
  void prefix_mayHoldWhatARegexHolds() {
    plan(
        post(good().serviceId("svc_b")),
        post(fine().matchValue("/(((").methods("GET", "M-SEARCH")));
    assertThat(last.outcome()).isInstanceOf(Applied.class);
  }

  private void refused(Change change, List<String> fields) {
    plan(change);
    assertThat(problems())
        .allSatisfy(problem -> assertThat(problem.code()).isEqualTo(Problem.Code.INVALID))
        .extracting(Problem::field)
        .containsExactlyInAnyOrderElementsOf(fields);
  }

  private void plan(Change... changes) {
    last = planner.plan(last.state(), last.identities(), request(changes));
  }

  private List<Problem> problems() {
    assertThat(last.outcome()).isInstanceOf(Refused.class);
    return ((Refused) last.outcome()).problems();
  }

  private static ServiceDraft good() {
    return service("b", "v1", "shop");
  }

  private static RouteDraft fine() {
    return route("r", "/api", to("svc_b", 1));
  }

  private static Condition condition(String name, Op op, String value) {
    return new Condition(name, op, value, false);
  }

  private static Map<String, String> many(int count) {
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < count; i++) {
      entries.put("k" + i, "v");
    }
    return entries;
  }

  private static Applied applied() {
    return new Applied(0, List.of());
  }

  private static Arguments bad(Object draft, String... fields) {
    return Arguments.of(draft, List.of(fields));
  }
}
