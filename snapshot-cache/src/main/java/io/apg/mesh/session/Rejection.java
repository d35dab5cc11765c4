package io.apg.mesh.session;

import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.VirtualHostFragment;
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
