package io.apg.mesh.translate;

import io.apg.mesh.snapshot.VirtualHostFragment;
import java.util.List;

/**
 * A virtual host as it is found by scope.
 *
 * @param fragment with an answer where none of its routes takes a request, so that none is looked
 *     for elsewhere
 * @param domains the names that have a scope of their own; none = patterns, which have one together
 */
public record ScopedHost(VirtualHostFragment fragment, List<String> domains) {
  /** Where virtual hosts with patterns are, and what every other name leads to. */
  public static final String REST = Scopes.REST;

  public ScopedHost {
    domains = List.copyOf(domains);
  }

  /** Name of the scope of a host, and of the route configuration of an identity. */
  public static String name(String table, String host) {
    return Scopes.name(table, host);
  }

  /** The domains of a virtual host. */
  public static List<String> domainsOf(VirtualHostFragment host) {
    return ScopedHosts.domains(host);
  }
}
