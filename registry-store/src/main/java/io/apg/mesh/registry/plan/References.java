package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.TenantState;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds services by id or by reference {@code name[.namespace][@version]}. An id has an underscore,
 * a name never has one.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("([^.@]+)(?:\\.([^.@]+))?(?:@(.+))?");

  private final Settings settings;

  References(Settings settings) {
    this.settings = settings;
  }

  /** The service, or null where there is none. */
  @Nullable Service find(TenantState state, String text) {
    if (isId(text)) {
      return state.service(text);
    }
    Matcher parts = REFERENCE.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    ServiceName name = name(parts);
    String version = parts.group(3);
    if (version == null) {
      return state.defaultVersion(name);
    }
    for (String id : state.versionsOf(name)) {
      Service service = state.service(id);
      if (service != null && service.version().equals(version)) {
        return service;
      }
    }
    return null;
  }

  /**
   * The id of the service that a field names. What the object named before may stay, even where it
   * was left without its service by force; any other name of nothing is reported.
   */
  String require(
      TenantState state, Fields fields, String field, String text, Collection<String> kept) {
    Service service = find(state, text);
    if (service != null) {
      return service.id();
    }
    if (!kept.contains(text)) {
      fields.invalid(field, text, expectation(state, text));
    }
    return text;
  }

  /** The same for a field that takes ids alone. */
  String requireId(
      TenantState state, Fields fields, String field, String id, Collection<String> kept) {
    if (state.service(id) == null && !kept.contains(id)) {
      fields.invalid(field, id, "the id of a service");
    }
    return id;
  }

  private String expectation(TenantState state, String text) {
    if (isId(text)) {
      return "the id of a service";
    }
    Matcher parts = REFERENCE.matcher(text);
    if (!parts.matches()) {
      return "name[.namespace][@version] of a service";
    }
    ServiceName name = name(parts);
    return state.versionsOf(name).isEmpty()
        ? "a service; there is no " + name
        : "a version of "
            + name
            + (parts.group(3) == null ? "; none of them is the default" : " that exists");
  }

  private ServiceName name(Matcher parts) {
    String namespace = parts.group(2);
    return new ServiceName(
        namespace == null ? settings.defaultNamespace() : namespace, parts.group(1));
  }

  private static boolean isId(String text) {
    return text.indexOf('_') >= 0;
  }
}
