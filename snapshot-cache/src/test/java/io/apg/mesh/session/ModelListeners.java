package io.apg.mesh.session;

import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The listeners of a {@link ModelClient}, and who has which address. */
final class ModelListeners {
  private static final Pattern PORT = Pattern.compile("@(\\w+)");

  final Map<String, Resource> all = new TreeMap<>();

  /** Ports on which another process listens. */
  final Set<String> taken = new HashSet<>();

  /** Takes the good part of a response; answers what is wrong with the rest. */
  List<String> take(XdsResponse response, boolean full) {
    Set<String> seen = new HashSet<>();
    response.resources().forEach(resource -> seen.add(resource.name()));
    if (full) {
      all.keySet().retainAll(seen);
    }
    all.keySet().removeAll(response.removed());
    List<String> errors = new ArrayList<>();
    for (Resource resource : response.resources()) {
      String error = error(resource);
      if (error.isEmpty()) {
        all.put(resource.name(), resource);
      } else {
        errors.add(resource.name() + ": " + error);
      }
    }
    return errors;
  }

  private String error(Resource listener) {
    if (Badness.isBad(listener)) {
      return "error adding listener: no filter chain matches";
    }
    String port = port(listener);
    Resource old = all.get(listener.name());
    if (old != null && port(old).equals(port)) {
      return "";
    }
    if (all.values().stream().anyMatch(other -> other != old && port(other).equals(port))) {
      return "error adding listener: '"
          + listener.name()
          + "' has duplicate address '"
          + port
          + "' as existing listener";
    }
    return taken.contains(port) ? "cannot bind '" + port + "': Address already in use" : "";
  }

  /** What stands behind the {@code @} of its content; its name, where nothing does. */
  private static String port(Resource listener) {
    Matcher port = PORT.matcher(listener.body().toStringUtf8());
    return port.find() ? port.group(1) : listener.name();
  }

  /** Whether one of them looks its routes up by scope. */
  boolean lookUpScopes() {
    return all.values().stream().anyMatch(l -> ((EncodedResource) l).refs().scopes());
  }

  /** Route configurations that they need. */
  Set<String> routes() {
    Set<String> names = new TreeSet<>();
    all.values().forEach(l -> names.addAll(((EncodedResource) l).refs().routes()));
    return names;
  }
}
