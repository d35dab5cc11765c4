package io.apg.mesh.snapshot;

import java.util.LinkedHashSet;
import java.util.Set;

/** Comparison of whole route tables, for when no change log reaches back far enough. */
final class RouteTables {
  private RouteTables() {}

  static Set<String> differences(RouteTable old, RouteTable now) {
    Set<String> names = new LinkedHashSet<>();
    for (VirtualHostFragment host : now.hosts()) {
      if (!host.equals(old.host(host.name()))) {
        names.add(host.name());
      }
    }
    for (String name : old.hostNames()) {
      if (now.host(name) == null) {
        names.add(name);
      }
    }
    return names;
  }
}
