package io.apg.mesh.registry;

/** How a route's {@code match_value} is compared with the path of a request. */
public enum MatchType {
  PREFIX,
  EXACT,
  REGEX
}
