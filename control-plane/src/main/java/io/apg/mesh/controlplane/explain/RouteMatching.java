package io.apg.mesh.controlplane.explain;

import com.google.re2j.Pattern;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Compares a request with an Envoy route as Envoy does. Knows the matchers that the translator
 * makes, and refuses others. Stateless.
 */
final class RouteMatching {
  private RouteMatching() {}

  /** Why a route does not take a call; null = it does. */
  static @Nullable String obstacle(RouteMatch match, HttpCall call) {
    if (!path(match, call.bare())) {
      return "the path is not " + pathOf(match);
    }
    for (HeaderMatcher header : match.getHeadersList()) {
      if (!header(header, call.header(header.getName()))) {
        return reason(header);
      }
    }
    for (QueryParameterMatcher parameter : match.getQueryParametersList()) {
      if (!parameter(parameter, call.parameter(parameter.getName()))) {
        return "the query has no " + parameter.getName() + text(parameter.getStringMatch());
      }
    }
    return null;
  }

  /** What a route takes, in words. */
  static String describe(RouteMatch match) {
    StringBuilder text = new StringBuilder(pathOf(match));
    match
        .getHeadersList()
        .forEach(
            header ->
                text.append(header.getInvertMatch() ? ", not " : ", ")
                    .append(header.getName())
                    .append(text(header.getStringMatch())));
    match
        .getQueryParametersList()
        .forEach(
            parameter ->
                text.append(", ?")
                    .append(parameter.getName())
                    .append(text(parameter.getStringMatch())));
    return text.toString();
  }

  private static String pathOf(RouteMatch match) {
    return switch (match.getPathSpecifierCase()) {
      case PREFIX -> "prefix " + match.getPrefix();
      case PATH -> "exact " + match.getPath();
      case SAFE_REGEX -> "regex " + match.getSafeRegex().getRegex();
      default -> throw unknown(match.getPathSpecifierCase());
    };
  }

  private static boolean path(RouteMatch match, String path) {
    return switch (match.getPathSpecifierCase()) {
      case PREFIX -> path.startsWith(match.getPrefix());
      case PATH -> path.equals(match.getPath());
      case SAFE_REGEX -> Pattern.matches(match.getSafeRegex().getRegex(), path);
      default -> throw unknown(match.getPathSpecifierCase());
    };
  }

  private static boolean header(HeaderMatcher matcher, @Nullable String value) {
    boolean invert = matcher.getInvertMatch();
    return switch (matcher.getHeaderMatchSpecifierCase()) {
      case PRESENT_MATCH -> (matcher.getPresentMatch() == (value != null)) != invert;
      case STRING_MATCH -> {
        if (value == null && !matcher.getTreatMissingHeaderAsEmpty()) {
          yield false;
        }
        yield string(matcher.getStringMatch(), value == null ? "" : value) != invert;
      }
      default -> throw unknown(matcher.getHeaderMatchSpecifierCase());
    };
  }

  private static boolean parameter(QueryParameterMatcher matcher, @Nullable String value) {
    return switch (matcher.getQueryParameterMatchSpecifierCase()) {
      case PRESENT_MATCH -> matcher.getPresentMatch() == (value != null);
      case STRING_MATCH -> value != null && string(matcher.getStringMatch(), value);
      default -> throw unknown(matcher.getQueryParameterMatchSpecifierCase());
    };
  }

  private static boolean string(StringMatcher matcher, String value) {
    return switch (matcher.getMatchPatternCase()) {
      case EXACT -> value.equals(matcher.getExact());
      case PREFIX -> value.startsWith(matcher.getPrefix());
      case SAFE_REGEX -> Pattern.matches(matcher.getSafeRegex().getRegex(), value);
      default -> throw unknown(matcher.getMatchPatternCase());
    };
  }

  private static String reason(HeaderMatcher header) {
    if (header.getName().equals(":method")) {
      return "the method is not" + text(header.getStringMatch());
    }
    String what = header.getName().equals(":path") ? "the query" : "header " + header.getName();
    return header.getInvertMatch()
        ? what + " is what it must not be:" + text(header.getStringMatch())
        : what + " is not" + text(header.getStringMatch());
  }

  private static String text(StringMatcher matcher) {
    return switch (matcher.getMatchPatternCase()) {
      case EXACT -> " = " + matcher.getExact();
      case PREFIX -> " = " + matcher.getPrefix() + "...";
      case SAFE_REGEX -> " ~ " + matcher.getSafeRegex().getRegex();
      default -> " present";
    };
  }

  private static IllegalStateException unknown(Enum<?> what) {
    return new IllegalStateException("matcher: " + what + " (expected: one the translator makes)");
  }
}
