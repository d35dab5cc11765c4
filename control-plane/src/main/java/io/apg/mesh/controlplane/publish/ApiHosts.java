package io.apg.mesh.controlplane.publish;

import io.apg.mesh.controlplane.mapping.Domains;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.Translator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes virtual hosts into a view as clients want them that are their own proxies: a route
 * configuration for each virtual host, and a listener for each of its domains. Used for one edit.
 */
final class ApiHosts {
  private static final String PATTERN = "*";

  private final View before;
  private final View.Edit edit;
  private final Translator translator;
  private final Map<String, EncodedResource> listeners = new LinkedHashMap<>();
  private final Set<String> released = new LinkedHashSet<>();

  ApiHosts(View before, View.Edit edit, Translator translator) {
    this.before = before;
    this.edit = edit;
    this.translator = translator;
  }

  /** Adds or replaces a virtual host; a pattern is nothing that can be dialled. */
  void put(VirtualHostFragment host, List<String> domains) {
    List<String> dialled = domains.stream().filter(domain -> !domain.contains(PATTERN)).toList();
    if (dialled.isEmpty()) {
      remove(host.name());
      return;
    }
    release(host.name());
    edit.put(translator.apiRoutes(host));
    dialled.forEach(domain -> listeners.put(domain, translator.apiListener(domain, host.name())));
  }

  /** Removes a virtual host. */
  void remove(String host) {
    release(host);
    edit.remove(XdsType.ROUTE, host);
  }

  /** Its domains may be another virtual host's from now on, so listeners are written at the end. */
  private void release(String host) {
    release(host, host);
    ServiceName service = Domains.parse(host);
    if (service != null) {
      Domains.near(service).forEach(domain -> release(domain, host));
    }
  }

  private void release(String domain, String host) {
    if (before.resource(XdsType.LISTENER, domain) instanceof EncodedResource listener
        && listener.refs().routes().contains(host)) {
      released.add(domain);
    }
  }

  /** Writes the listeners. */
  void finish() {
    released.removeAll(listeners.keySet());
    released.forEach(domain -> edit.remove(XdsType.LISTENER, domain));
    listeners.values().forEach(edit::put);
  }
}
