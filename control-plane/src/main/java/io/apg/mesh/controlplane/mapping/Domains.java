package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.registry.ServiceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names under which a service is called. */
public final class Domains {
  private static final String SUFFIX = ".mesh";

  private Domains() {}

  /** Names that work in every namespace: {@code name.ns} and {@code name.ns.mesh}. */
  public static List<String> far(ServiceName service) {
    return List.of(service.toString(), service + SUFFIX);
  }

  /** Names that work in the service's own namespace. */
  public static List<String> near(ServiceName service) {
    return List.of(service.name(), service.toString(), service + SUFFIX);
  }

  /** The service that a qualified name could mean; null = it is no such name. */
  public static @Nullable ServiceName parse(String host) {
    String qualified =
        host.endsWith(SUFFIX) && host.indexOf('.') != host.length() - SUFFIX.length()
            ? host.substring(0, host.length() - SUFFIX.length())
            : host;
    int dot = qualified.indexOf('.');
    if (dot <= 0 || qualified.indexOf('.', dot + 1) >= 0 || dot == qualified.length() - 1) {
      return null;
    }
    return new ServiceName(qualified.substring(dot + 1), qualified.substring(0, dot));
  }
}
