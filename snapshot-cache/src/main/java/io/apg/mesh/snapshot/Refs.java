package io.apg.mesh.snapshot;

import java.util.Set;

/**
 * Names that a resource points to.
 *
 * @param scopes whether it looks routes up by scope: then it leads to every one of these
 */
public record Refs(Set<String> clusters, Set<String> routes, Set<String> secrets, boolean scopes) {
  /** Points to nothing. */
  public static final Refs NONE = new Refs(Set.of(), Set.of(), Set.of());

  /** Points to all scopes, and through them to route configurations. */
  public static final Refs TO_SCOPES = new Refs(Set.of(), Set.of(), Set.of(), true);

  public Refs {
    clusters = Set.copyOf(clusters);
    routes = Set.copyOf(routes);
    secrets = Set.copyOf(secrets);
  }

  /** Points to names only. */
  public Refs(Set<String> clusters, Set<String> routes, Set<String> secrets) {
    this(clusters, routes, secrets, false);
  }

  /** Points to these clusters only. */
  public static Refs toClusters(Set<String> clusters) {
    return new Refs(clusters, Set.of(), Set.of());
  }

  /** Points to these secrets only. */
  public static Refs toSecrets(Set<String> secrets) {
    return new Refs(Set.of(), Set.of(), secrets);
  }

  /** Points to these route configurations only. */
  public static Refs toRoutes(Set<String> routes) {
    return new Refs(Set.of(), routes, Set.of());
  }
}
