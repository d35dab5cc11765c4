package io.apg.mesh.ir;

import java.util.List;

/**
 * Routes for a set of domains, in the order in which they are tried.
 *
 * @param name unique in its route table
 * @param domains unique in its route table; {@code *} = every other host
 */
public record VirtualHost(String name, List<String> domains, List<RouteEntry> routes) {
  public VirtualHost {
    domains = List.copyOf(domains);
    routes = List.copyOf(routes);
  }
}
