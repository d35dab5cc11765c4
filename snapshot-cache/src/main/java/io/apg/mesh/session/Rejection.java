package io.apg.mesh.session;

import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.VirtualHostFragment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Contents of one fragment that a node refused.
 *
 * @param refused versions of those contents
 * @param good the content it last accepted; null = none that is known
 * @param goodHost the same for a virtual host
 * @param message the client's words about the last one
 */
public record Rejection(
    FragmentKey key,
    Set<String> refused,
    @Nullable Resource good,
    @Nullable VirtualHostFragment goodHost,
    String message,
    List<Origin> origins) {
  private static final int VERSIONS_KEPT = 8;

  public Rejection {
    refused = Set.copyOf(refused);
    origins = List.copyOf(origins);
  }

  /** Of a whole resource. */
  static Rejection of(Resource refused, Held before, String message) {
    return new Rejection(
        FragmentKey.of(refused.type(), refused.name()),
        Set.of(refused.version()),
        before.resource(),
        null,
        message,
        List.copyOf(refused.origins()));
  }

  /** Of each virtual host in which a route configuration differs from the one before. */
  static List<Rejection> ofHosts(RouteConfig refused, Held before, String message) {
    RouteTable old =
        before.resource() instanceof RouteConfig config ? config.table() : RouteTable.EMPTY;
    List<Rejection> rejections = new ArrayList<>();
    for (String name : refused.table().changedHosts(old)) {
      VirtualHostFragment host = refused.table().host(name);
      if (host != null) {
        rejections.add(
            new Rejection(
                FragmentKey.of(refused.name(), name),
                Set.of(host.version()),
                null,
                old.host(name),
                message,
                List.copyOf(host.origins())));
      }
    }
    return rejections;
  }

  /** This rejection, after {@code older} ones of the same fragment. */
  Rejection after(@Nullable Rejection older) {
    if (older == null || older.refused.size() >= VERSIONS_KEPT) {
      return this;
    }
    Set<String> all = new LinkedHashSet<>(older.refused);
    all.addAll(refused);
    return new Rejection(key, all, good, goodHost, message, origins);
  }
}
