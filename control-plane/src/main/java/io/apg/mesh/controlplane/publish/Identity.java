package io.apg.mesh.controlplane.publish;

import io.apg.mesh.controlplane.mapping.Domains;
import io.apg.mesh.translate.ResourceNames;
import io.apg.mesh.translate.ScopedHost;

/**
 * Whose route configuration a virtual host is in, where routes are found by scope: that of a
 * service has whatever may ever be called by the service's names. So these pass between the service
 * and routes' own virtual hosts by a change of contents, and no scope ever leads elsewhere.
 */
final class Identity {
  private static final char PATTERN = '*';
  private static final char DOT = '.';

  private Identity() {}

  /** The identity of a virtual host in the views of a namespace. */
  static String of(String host, String table, String namespace) {
    if (host.indexOf(PATTERN) >= 0) {
      return ScopedHost.REST;
    }
    if (table.equals(ResourceNames.GATEWAY)) {
      return host; // services have no names there
    }
    if (host.indexOf(DOT) < 0) {
      return host + DOT + namespace;
    }
    var service = Domains.parse(host);
    return service == null ? host : service.toString();
  }

  /** Whether its identity is its name, in every view. */
  static boolean isOwn(String host, String table) {
    return of(host, table, "").equals(host);
  }
}
