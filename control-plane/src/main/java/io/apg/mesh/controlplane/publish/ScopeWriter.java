package io.apg.mesh.controlplane.publish;

import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.ScopedHost;
import io.apg.mesh.translate.Translator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes virtual hosts of a table into a view once more, as proxies find them by scope: a route
 * configuration for each identity, and a scope for each of its names. Used for one edit.
 */
final class ScopeWriter {
  private final View before;
  private final View.Edit edit;
  private final Translator translator;
  private final String table;
  private final String namespace;
  private final Map<String, RouteTable> identities = new LinkedHashMap<>();
  private final Map<String, HostResources> hosts = new HashMap<>();

  ScopeWriter(View before, View.Edit edit, Translator translator, String table, String namespace) {
    this.before = before;
    this.edit = edit;
    this.translator = translator;
    this.table = table;
    this.namespace = namespace;
  }

  /** The table that the virtual hosts are of. */
  String table() {
    return table;
  }

  /** Adds or replaces a virtual host. */
  void put(HostResources host) {
    String name = host.fragment().name();
    hosts.put(name, host);
    identities.put(identity(name), hostsOf(identity(name)).with(host.scoped().fragment()));
  }

  /** Removes a virtual host. */
  void remove(String name) {
    identities.put(identity(name), hostsOf(identity(name)).without(name));
  }

  private String identity(String host) {
    return Identity.of(host, table, namespace);
  }

  private RouteTable hostsOf(String identity) {
    RouteTable now = identities.get(identity);
    return now != null ? now : written(identity);
  }

  private RouteTable written(String identity) {
    return before.resource(XdsType.ROUTE, ScopedHost.name(table, identity))
            instanceof RouteConfig config
        ? config.table()
        : RouteTable.EMPTY;
  }

  /** Writes what has changed. */
  void finish() {
    identities.forEach(this::write);
  }

  private void write(String identity, RouteTable now) {
    Set<String> names = new LinkedHashSet<>(names(identity, now));
    for (String name : names(identity, written(identity))) {
      if (!names.contains(name)) {
        edit.remove(XdsType.SCOPED_ROUTE, ScopedHost.name(table, name));
      }
    }
    if (names.isEmpty()) {
      edit.remove(XdsType.ROUTE, ScopedHost.name(table, identity));
      return;
    }
    HostResources only = now.hostNames().size() == 1 ? hosts.get(identity) : null;
    if (only != null && only.routes() != null) {
      edit.put(only.routes());
      only.scopes().forEach(edit::put);
      return;
    }
    edit.put(translator.scopedRoutes(table, identity, now));
    names.forEach(name -> edit.put(translator.scope(table, name, identity)));
  }

  private static Set<String> names(String identity, RouteTable hosts) {
    Set<String> names = new LinkedHashSet<>();
    for (VirtualHostFragment host : hosts.hosts()) {
      names.addAll(
          identity.equals(ScopedHost.REST) ? Set.of(identity) : ScopedHost.domainsOf(host));
    }
    return names;
  }
}
