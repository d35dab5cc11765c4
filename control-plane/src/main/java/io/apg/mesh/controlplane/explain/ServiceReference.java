package io.apg.mesh.controlplane.explain;

import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.TenantState;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the service that {@code id} or {@code name[.namespace][@version]} means. Stateless. */
public final class ServiceReference {
  private static final Pattern REFERENCE =
      Pattern.compile("([a-z0-9-]+)(?:\\.([a-z0-9-]+))?(?:@([A-Za-z0-9.-]+))?");

  private ServiceReference() {}

  /** The service; null = there is none. */
  public static @Nullable Service find(TenantState state, String text, String defaultNamespace) {
    Service byId = state.service(text);
    Matcher parts = REFERENCE.matcher(text);
    if (byId != null || !parts.matches()) {
      return byId;
    }
    String namespace = parts.group(2) == null ? defaultNamespace : parts.group(2);
    ServiceName name = new ServiceName(namespace, parts.group(1));
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
}
