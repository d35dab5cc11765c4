package io.apg.mesh.ir;

import java.util.List;

/** Which requests a route takes: all parts must hold. Empty methods = any method. */
public record RouteMatch(
    PathMatch path, List<String> methods, List<ValueMatch> headers, List<ValueMatch> query) {
  public RouteMatch {
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    query = List.copyOf(query);
  }

  /** Takes every request. */
  public static final RouteMatch ALL =
      new RouteMatch(new PathMatch.Prefix("/"), List.of(), List.of(), List.of());
}
