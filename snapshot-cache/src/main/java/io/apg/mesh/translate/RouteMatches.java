package io.apg.mesh.translate;

import com.google.re2j.Pattern;
import io.apg.mesh.ir.PathMatch;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.ValueMatch;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.List;
import java.util.stream.Collectors;

/** Makes the match of a route. */
final class RouteMatches {
  private static final String METHOD = ":method";
  private static final String PATH = ":path";

  private RouteMatches() {}

  static io.envoyproxy.envoy.config.route.v3.RouteMatch of(RouteMatch match) {
    var builder = io.envoyproxy.envoy.config.route.v3.RouteMatch.newBuilder();
    PathMatch path = match.path();
    if (path instanceof PathMatch.Exact) {
      builder.setPath(path.value());
    } else if (path instanceof PathMatch.Regex) {
      builder.setSafeRegex(regex(path.value()));
    } else {
      builder.setPrefix(path.value());
    }
    if (!match.methods().isEmpty()) {
      builder.addHeaders(methods(match.methods()));
    }
    match.headers().forEach(header -> builder.addHeaders(header(header)));
    for (ValueMatch query : match.query()) {
      if (query.invert()) {
        builder.addHeaders(notInQuery(query));
      } else {
        builder.addQueryParameters(query(query));
      }
    }
    return builder.build();
  }

  private static HeaderMatcher methods(List<String> methods) {
    StringMatcher any =
        methods.size() == 1
            ? StringMatcher.newBuilder().setExact(methods.get(0)).build()
            : matching(methods.stream().map(Pattern::quote).collect(Collectors.joining("|")));
    return HeaderMatcher.newBuilder().setName(METHOD).setStringMatch(any).build();
  }

  private static HeaderMatcher header(ValueMatch match) {
    HeaderMatcher.Builder header =
        HeaderMatcher.newBuilder().setName(match.name()).setInvertMatch(match.invert());
    if (isPresence(match)) {
      return header.setPresentMatch(true).build();
    }
    // "not x" holds for a request without the header; to Envoy only where absent means empty.
    return header
        .setStringMatch(string(match))
        .setTreatMissingHeaderAsEmpty(match.invert())
        .build();
  }

  private static QueryParameterMatcher query(ValueMatch match) {
    QueryParameterMatcher.Builder query = QueryParameterMatcher.newBuilder().setName(match.name());
    return isPresence(match)
        ? query.setPresentMatch(true).build()
        : query.setStringMatch(string(match)).build();
  }

  /**
   * Envoy cannot invert the match of a query parameter, but that of a header, and the query string
   * is part of {@code :path}. Differs from a match that is not inverted only where a parameter is
   * repeated: then none of its values may match.
   */
  private static HeaderMatcher notInQuery(ValueMatch match) {
    String value =
        switch (match.op()) {
          case EXACT -> "=" + Pattern.quote(match.value());
          case PREFIX -> "=" + Pattern.quote(match.value()) + "[^&]*";
          case REGEX -> "=(?:" + RegexWalk.along(match.value()).inParameter() + ")";
          case PRESENT -> "(?:=[^&]*)?";
        };
    String regex = "[^?]*\\?(?:.*&)?" + Pattern.quote(match.name()) + value + "(?:&.*)?";
    return HeaderMatcher.newBuilder()
        .setName(PATH)
        .setStringMatch(matching(regex))
        .setInvertMatch(true)
        .build();
  }

  /** Every value begins with nothing; Envoy refuses to be asked that. */
  private static boolean isPresence(ValueMatch match) {
    return match.op() == ValueMatch.Op.PRESENT
        || (match.op() == ValueMatch.Op.PREFIX && match.value().isEmpty());
  }

  private static StringMatcher string(ValueMatch match) {
    StringMatcher.Builder string = StringMatcher.newBuilder();
    return switch (match.op()) {
      case EXACT -> string.setExact(match.value()).build();
      case PREFIX -> string.setPrefix(match.value()).build();
      case REGEX -> matching(match.value());
      case PRESENT ->
          throw new IllegalArgumentException("op: PRESENT (expected: one with a value)");
    };
  }

  private static StringMatcher matching(String regex) {
    return StringMatcher.newBuilder().setSafeRegex(regex(regex)).build();
  }

  private static RegexMatcher regex(String regex) {
    return RegexMatcher.newBuilder().setRegex(regex).build();
  }
}
