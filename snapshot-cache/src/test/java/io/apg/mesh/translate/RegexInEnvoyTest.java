package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.ir.PathMatch;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.RouteAction;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.ValueMatch;
import io.apg.mesh.ir.VirtualHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our estimate of the size of a program against what RE2 in a real Envoy makes of it. */
final class RegexInEnvoyTest {
  private static final Pattern REPORT =
      Pattern.compile("regex '(.*?)' RE2 program size of (\\d+) >");
  private static final String LIMIT = "\"re2.max_program_size.error_level\" : 2000";

  /** Envoy says the size of what is above the level for warnings. */
  private static final String LIMIT_AND_WARNING =
      LIMIT + ", \"re2.max_program_size.warn_level\" : 0";

  private static final List<String> EXPRESSIONS =
      List.of(
          "abc",
          ".",
          "(?s).",
          ".*",
          "a*",
          "a+",
          "a?",
          "\\d+\\D+\\w+\\W+\\s+\\S+",
          "[a-z0-9-]{1,63}",
          "[aeiou]{20}",
          "[^/]{1,50}",
          "(?i)[a-f]{20}",
          "(?i)[aeiou]{20}",
          "(?i)(foo|bar|baz){20}",
          "[[:punct:]]{20}",
          "[[:^alnum:]]{20}",
          "\\p{L}{20}",
          "\\p{P}{20}",
          "\\p{S}{20}",
          "\\PP{20}",
          "\\W{20}",
          "[\\d\\w]{20}",
          "[]a]{20}",
          "[^]a]{20}",
          "[a\\]b]{20}",
          "[\\x00-\\x{ff}]{9}",
          "a?b?c?d?e?f?g?h?i?j?",
          "(a*b*c*){10}",
          "((a|b)?(c|d)?){20}",
          "(x+x+)+y",
          "a{0,900}",
          "(a{10}b){100}",
          "\\Qa.b[\\E",
          "\\bfoo\\b",
          "(?P<name>x)(?<other>y)",
          "^/api/v[0-9]+/users/[^/]+$",
          ".*\\.(js|css|png|jpg|jpeg|gif|svg|ico|woff2?)$",
          "([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.)*[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?",
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  @Test
  void estimateIsAnUpperBoundAndNotFarOff(@TempDir Path folder) throws Exception {
    sizes(folder, EXPRESSIONS)
        .forEach(
            (regex, size) ->
                assertThat(RegexCheck.programSize(RegexWalk.along(regex)))
                    .as(regex)
                    .isBetween(size, 4 * size + 10));
  }

  @Test
  void envoyTakesWhatTheCheckTakes(@TempDir Path folder) throws Exception {
    List<String> accepted = accepted(new Random(11), 600);
    sizes(folder, accepted)
        .forEach(
            (regex, size) ->
                assertThat(RegexCheck.programSize(RegexWalk.along(regex)))
                    .as(regex)
                    .isGreaterThanOrEqualTo(size));
  }

  @Test
  void envoyTakesTheirInversionInAQuery(@TempDir Path folder) throws Exception {
    List<RouteMatch> matches = new ArrayList<>();
    for (String regex : accepted(new Random(13), 300)) {
      ValueMatch inverted = new ValueMatch("q", ValueMatch.Op.REGEX, regex, true);
      PathMatch any = new PathMatch.Prefix("/");
      matches.add(new RouteMatch(any, List.of(), List.of(), List.of(inverted)));
    }
    assertThat(Envoy.complaint(folder, configOf(matches))).isEmpty();
  }

  /** Random expressions that the check lets pass. */
  private static List<String> accepted(Random random, int count) {
    List<String> parts =
        List.of(
            "a",
            "b",
            "K",
            "7",
            "-",
            ",",
            ":",
            ".",
            "*",
            "+",
            "?",
            "(",
            ")",
            "(?:",
            "(?i)",
            "(?s)",
            "[",
            "[^",
            "]",
            "[a-f]",
            "[^/]",
            "{2}",
            "{1,3}",
            "{4,}",
            "{,2}",
            "|",
            "^",
            "$",
            "\\d",
            "\\W",
            "\\b",
            "\\pL",
            "\\p{^Lu}",
            "\\PN",
            "\\p{Co}",
            "\\x41",
            "\\x{fe}",
            "[:alpha:]",
            "[[:^digit:]]",
            "\\.",
            "\\Q",
            "\\E",
            "\\z",
            "\\A",
            "\\a",
            "\\n",
            "\\0",
            "\\101",
            "\\_");
    List<String> accepted = new ArrayList<>();
    while (accepted.size() < count) {
      StringBuilder regex = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        regex.append(parts.get(random.nextInt(parts.size())));
      }
      if (RegexCheck.DEFAULT.problem(regex.toString()).isEmpty()) {
        accepted.add(regex.toString());
      }
    }
    return accepted.stream().distinct().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\\x{3b1}]", "(a{11}){100}", "((a{10}){10}b){11}"})
  void envoyRefusesWhatRe2jTakes(String regex, @TempDir Path folder) throws Exception {
    assertThat(com.google.re2j.Pattern.compile(regex)).isNotNull();
    assertThat(RegexCheck.DEFAULT.problem(regex)).isPresent();
    assertThat(Envoy.complaint(folder, config(List.of(regex)))).contains("error initializing");
  }

  private static Map<String, Integer> sizes(Path folder, List<String> expressions)
      throws Exception {
    String log = Envoy.log(folder, config(expressions).replace(LIMIT, LIMIT_AND_WARNING));
    Map<String, Integer> sizes = new LinkedHashMap<>();
    Matcher report = REPORT.matcher(log);
    while (report.find()) {
      sizes.put(report.group(1), Integer.parseInt(report.group(2)));
    }
    assertThat(sizes.keySet()).as(log).containsExactlyInAnyOrderElementsOf(expressions);
    return sizes;
  }

  private static String config(List<String> expressions) {
    return configOf(
        expressions.stream()
            .map(PathMatch.Regex::new)
            .map(path -> new RouteMatch(path, List.of(), List.of(), List.of()))
            .toList());
  }

  private static String configOf(List<RouteMatch> matches) {
    Source source = new Source("route", "r");
    RouteAction answer = new RouteAction.Respond(200, "");
    List<RouteEntry> routes = new ArrayList<>();
    matches.forEach(m -> routes.add(new RouteEntry("r" + routes.size(), m, answer, source)));
    return StaticConfig.of(
        Translated.of(
            new IrYaml(
                new Proxy.Sidecar(new SocketAddress("127.0.0.1", 0), List.of()),
                List.of(),
                List.of(),
                List.of(new VirtualHost("v", List.of("v"), routes)))));
  }
}
