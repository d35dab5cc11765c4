package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.ir.PathMatch;
import io.apg.mesh.ir.RouteAction;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.ValueMatch;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.registry.RegexCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries that proxies would refuse out of virtual hosts; a store may hold routes that an
 * older version took. Such an entry is not simply left out, as its requests would fall to a broader
 * route: its last good form stays, else its literal prefix is answered with 503.
 */
final class RouteGuard {
  private static final Pattern LITERAL = Pattern.compile("/[A-Za-z0-9_/-]*");

  private final RegexCheck regexes;

  RouteGuard(RegexCheck regexes) {
    this.regexes = regexes;
  }

  /** What is wrong with a match; empty = nothing. */
  Optional<String> problem(RouteMatch match) {
    Stream<String> path =
        match.path() instanceof PathMatch.Regex regex ? Stream.of(regex.value()) : Stream.empty();
    Stream<String> values =
        Stream.concat(match.headers().stream(), match.query().stream())
            .filter(value -> value.op() == ValueMatch.Op.REGEX)
            .map(ValueMatch::value);
    return Stream.concat(path, values).map(regexes::problem).flatMap(Optional::stream).findFirst();
  }

  /** The host without entries that would be refused. */
  VirtualHost safe(VirtualHost host, @Nullable VirtualHost before) {
    if (host.routes().stream().allMatch(entry -> problem(entry.match()).isEmpty())) {
      return host;
    }
    List<RouteEntry> routes = new ArrayList<>();
    for (RouteEntry entry : host.routes()) {
      if (problem(entry.match()).isEmpty()) {
        routes.add(entry);
      } else {
        Optional<RouteEntry> old =
            before == null
                ? Optional.empty()
                : before.routes().stream().filter(e -> e.key().equals(entry.key())).findFirst();
        old.or(() -> refusal(entry)).ifPresent(routes::add);
      }
    }
    return new VirtualHost(host.name(), host.domains(), routes);
  }

  /** 503 for what the entry could have taken; none where that could be everything. */
  private static Optional<RouteEntry> refusal(RouteEntry entry) {
    PathMatch path = entry.match().path();
    if (path instanceof PathMatch.Regex regex) {
      Matcher literal = LITERAL.matcher(regex.value());
      if (!literal.lookingAt() || literal.end() < 3) {
        return Optional.empty();
      }
      // A quantifier may follow the last literal character.
      path = new PathMatch.Prefix(regex.value().substring(0, literal.end() - 1));
    }
    return Optional.of(
        new RouteEntry(
            entry.key(),
            new RouteMatch(path, List.of(), List.of(), List.of()),
            new RouteAction.Respond(503, entry.source() + " is invalid"),
            entry.source()));
  }
}
