package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.ServiceName;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * Which id belongs to which identity, deleted objects included: the same identity gets the same id
 * again, another never. Immutable.
 */
public record Identities(PMap<Identity, String> ids, PMap<ObjectKey, Identity> owners) {
  /** The history of a new store. */
  public static final Identities EMPTY = new Identities(HashTreePMap.empty(), HashTreePMap.empty());

  /**
   * What makes an object the same one for its user.
   *
   * @param text {@code namespace/name/version} of a service, the name of anything else
   */
  public record Identity(String tenant, ObjectKind kind, String text) {
    static Identity service(String tenant, ServiceName name, String version) {
      return new Identity(tenant, ObjectKind.SERVICE, prefix(name) + version);
    }

    static Identity named(String tenant, ObjectKind kind, String name) {
      return new Identity(tenant, kind, name);
    }

    boolean isVersionOf(ServiceName name) {
      return kind == ObjectKind.SERVICE && text.startsWith(prefix(name));
    }

    private static String prefix(ServiceName name) {
      return name.namespace() + "/" + name.name() + "/";
    }
  }

  /** One reservation. */
  public record Reservation(Identity identity, String id) {}

  /** The id of an identity, or null when it never had one. */
  public @Nullable String idOf(Identity identity) {
    return ids.get(identity);
  }

  /** Whose an id is, or null when it is free. */
  public @Nullable Identity ownerOf(String tenant, ObjectKind kind, String id) {
    return owners.get(new ObjectKey(tenant, kind, id));
  }

  /** With a reservation added. */
  public Identities with(Reservation reservation) {
    Identity identity = reservation.identity();
    ObjectKey key = new ObjectKey(identity.tenant(), identity.kind(), reservation.id());
    return new Identities(ids.plus(identity, reservation.id()), owners.plus(key, identity));
  }
}
