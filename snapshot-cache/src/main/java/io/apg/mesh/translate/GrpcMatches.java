package io.apg.mesh.translate;

import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.ValueMatch;
import io.apg.mesh.ir.ValueMatch.Op;
import java.util.ArrayList;
import java.util.List;

/**
 * Says a match in words that gRPC libraries know. Their calls are all POST and have no query, and
 * they do not see what {@code :method} and {@code :path} carry.
 */
final class GrpcMatches {
  private static final String METHOD = "POST";

  private GrpcMatches() {}

  /** Matches that together take the same calls; none where it takes no gRPC call at all. */
  static List<RouteMatch> of(RouteMatch match) {
    boolean never =
        match.query().stream().anyMatch(query -> !query.invert())
            || !(match.methods().isEmpty() || match.methods().contains(METHOD));
    return never
        ? List.of()
        : headers(match.headers()).stream()
            .map(headers -> new RouteMatch(match.path(), List.of(), headers, List.of()))
            .toList();
  }

  /**
   * "not x" holds for a call without the header; to gRPC only for one with another value. So there
   * is a match for each.
   */
  private static List<List<ValueMatch>> headers(List<ValueMatch> headers) {
    List<List<ValueMatch>> all = List.of(List.of());
    for (ValueMatch header : headers) {
      List<List<ValueMatch>> next = new ArrayList<>(plus(all, header));
      if (header.invert() && header.op() != Op.PRESENT) {
        next.addAll(plus(all, new ValueMatch(header.name(), Op.PRESENT, "", true)));
      }
      all = next;
    }
    return all;
  }

  private static List<List<ValueMatch>> plus(List<List<ValueMatch>> all, ValueMatch header) {
    List<List<ValueMatch>> next = new ArrayList<>();
    for (List<ValueMatch> headers : all) {
      List<ValueMatch> longer = new ArrayList<>(headers);
      longer.add(header);
      next.add(longer);
    }
    return next;
  }
}
