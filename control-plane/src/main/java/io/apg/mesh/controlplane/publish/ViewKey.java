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
    String service = parts.length == 4 ? parts[3] : null;
    return switch (parts[1]) {
      case Proxyless.OF_GRPC -> new Proxyless(parts[0], parts[2], service, true);
      case Proxyless.OF_OTHERS -> new Proxyless(parts[0], parts[2], service, false);
      default -> new Sidecar(parts[0], parts[2], service);
    };
  }

  /** Who calls from inside the mesh: what is seen depends on the place. */
  sealed interface Member extends ViewKey {
    /** Where bare names mean its services. */
    String namespace();

    /**
     * Id of the service whose reach and dependencies narrow the view; null = everything of the
     * tenant is visible.
     */
    @Nullable String service();

    /** The kind of client, as part of the name. */
    String client();

    @Override
    default String name() {
      String all = tenant() + "/" + client() + "/" + namespace();
      return service() == null ? all : all + "/" + service();
    }
  }

  /** Sidecars of one namespace. */
  record Sidecar(String tenant, String namespace, @Nullable String service) implements Member {
    @Override
    public String client() {
      return "sidecar";
    }
  }

  /**
   * Clients of one namespace that are their own proxies.
   *
   * @param grpc whether they are gRPC libraries
   */
  record Proxyless(String tenant, String namespace, @Nullable String service, boolean grpc)
      implements Member {
    private static final String OF_GRPC = "grpc";
    private static final String OF_OTHERS = "proxyless";

    @Override
    public String client() {
      return grpc ? OF_GRPC : OF_OTHERS;
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
