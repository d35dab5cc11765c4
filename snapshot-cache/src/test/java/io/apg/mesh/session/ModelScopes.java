package io.apg.mesh.session;

import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Resource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The scopes of a {@link ModelClient}. */
final class ModelScopes {
  final Map<String, Resource> all = new TreeMap<>();

  /** Whether they were asked for, by a listener that looks them up. */
  boolean asked;

  /** Whether the server can know what it has. */
  boolean answered;

  /** Takes a response; answers whether it came to a client that had its first ones. */
  boolean take(XdsResponse response, boolean full) {
    boolean late = answered;
    answered = true;
    if (full) {
      all.clear();
    }
    all.keySet().removeAll(response.removed());
    response.resources().forEach(scope -> all.put(scope.name(), scope));
    return late;
  }

  /** Route configurations that they need. */
  Set<String> routes() {
    Set<String> names = new TreeSet<>();
    all.values().forEach(scope -> names.addAll(((EncodedResource) scope).refs().routes()));
    return names;
  }
}
