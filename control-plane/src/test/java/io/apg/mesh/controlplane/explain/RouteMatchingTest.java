package io.apg.mesh.controlplane.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions are matched as RE2 in an Envoy does: as a whole, and in time linear to the text. */
class RouteMatchingTest {
  /** Never reached, however slow the machine is; backtracking would take days. */
  private static final Duration FOR_EVER = Duration.ofSeconds(60);

  private static boolean takes(String regex, String path) {
    RouteMatch match =
        RouteMatch.newBuilder().setSafeRegex(RegexMatcher.newBuilder().setRegex(regex)).build();
    return RouteMatching.obstacle(match, HttpCall.of("GET", "cart", path, Map.of())) == null;
  }

  @Test
  void noExpressionBacktracks() {
    String path = "/" + "a".repeat(4_000);
    assertTimeoutPreemptively(
        FOR_EVER,
        () -> {
          assertThat(takes("/.*a.*a.*a.*a.*a.*b", path)).isFalse();
          assertThat(takes("/.*a.*a.*a.*a.*a.*b", path + "b")).isTrue();
        });
  }

  @Test
  void noExpressionNeedsAStack() {
    String path = "/" + "a1".repeat(4_000);
    assertThat(takes("/([a-z]|[0-9])*", path)).isTrue();
    assertThat(takes("/([a-z]|[0-9])*", path + "-")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/api, /api, true",
    "/api, /api/x, false",
    "api, /api, false",
    "/a|/ab, /ab, true",
    "/api/.*, /api/x?debug=1, true",
    "/api, /api?debug=1, true"
  })
  void anExpressionIsForTheWholePathWithoutTheQuery(String regex, String path, boolean taken) {
    assertThat(takes(regex, path)).isEqualTo(taken);
  }
}
