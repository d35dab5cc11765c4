package io.apg.mesh.controlplane.publish;

import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.translate.ScopedHost;
import io.apg.mesh.translate.Translator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual host in the two forms in which proxies get it: in a table, and found by scope. Shared
 * by all views.
 *
 * @param routes the route configuration of an identity that has no other virtual host; null = which
 *     one it is depends on the view
 * @param scopes that lead there
 */
record HostResources(
    VirtualHostFragment fragment,
    ScopedHost scoped,
    @Nullable RouteConfig routes,
    List<EncodedResource> scopes) {
  HostResources {
    scopes = List.copyOf(scopes);
  }

  /** Of a virtual host of a table. */
  static HostResources of(VirtualHostFragment fragment, String table, Translator translator) {
    ScopedHost scoped = translator.scopedHost(fragment);
    String name = fragment.name();
    if (scoped.domains().isEmpty() || !Identity.isOwn(name, table)) {
      return new HostResources(fragment, scoped, null, List.of());
    }
    return new HostResources(
        fragment,
        scoped,
        translator.scopedRoutes(table, name, RouteTable.EMPTY.with(scoped.fragment())),
        scoped.domains().stream().map(host -> translator.scope(table, host, name)).toList());
  }
}
