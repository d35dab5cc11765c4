package io.apg.mesh.controlplane.publish;

import org.jspecify.annotations.Nullable;

/** Which proxies share a view. {@link #name} is its name in the publication. */
public sealed interface ViewKey {
  /** The tenant whose objects it shows. */
  String tenant();

  /** Unique among all views; {@link #parse} reads it. */
  String name();

  /** The key with that name; tenants and namespaces have no slash. */
  static ViewKey parse(String name) {
    String[] parts = name.split("/", 4);
    if (parts.length == 2) {
      return new Gateway(parts[0]);
    }
    return new Sidecar(parts[0], parts[2], parts.length == 4 ? parts[3] : null);
  }

  /**
   * Sidecars of one namespace.
   *
   * @param service id of the service whose reach and dependencies narrow the view; null =
   *     everything of the tenant is visible
   */
  record Sidecar(String tenant, String namespace, @Nullable String service) implements ViewKey {
    @Override
    public String name() {
      return tenant + "/sidecar/" + namespace + (service == null ? "" : "/" + service);
    }
  }

  /** Gateways of a tenant. */
  record Gateway(String tenant) implements ViewKey {
    @Override
    public String name() {
      return tenant + "/gateway";
    }
  }
}
