package io.apg.mesh.session;

import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.VirtualHostFragment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Contents of one fragment that a node refused.
 *
 * @param refused versions of those contents, oldest first
 * @param good the content it last accepted; null = none that is known
 * @param goodHost the same for a virtual host
 * @param message the client's words about the last one
 * @param origins the users' objects that the last one was made from
 * @param since when the last one was refused; the epoch until it is remembered
 * @param open whether refused content is still what the node should have
 */
public record Rejection(
    FragmentKey key,
    Set<String> refused,
    @Nullable Resource good,
    @Nullable VirtualHostFragment goodHost,
    String message,
    List<Origin> origins,
    Instant since,
    boolean open) {
  private static final int VERSIONS_KEPT = 8;

  public Rejection {
    refused = Collections.unmodifiableSet(new LinkedHashSet<>(refused));
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
        List.copyOf(refused.origins()),
        Instant.EPOCH,
        true);
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
                changed(host, old.host(name)),
                Instant.EPOCH,
                true));
      }
    }
    return rejections;
  }

  /** The authors of the routes that were not there before; of all of them, where none is new. */
  private static List<Origin> changed(
      VirtualHostFragment host, @Nullable VirtualHostFragment before) {
    Set<RouteFragment> old = new HashSet<>(before == null ? List.of() : before.routes());
    Set<Origin> origins = new LinkedHashSet<>();
    for (RouteFragment route : host.routes()) {
      if (!old.contains(route)) {
        origins.add(route.origin());
      }
    }
    return List.copyOf(origins.isEmpty() ? host.origins() : origins);
  }

  /** The content that was refused last. */
  public String version() {
    String last = "";
    for (String version : refused) {
      last = version;
    }
    return last;
  }

  /** About how much memory it takes. */
  int bytes() {
    int bytes = 256 + 2 * message.length();
    bytes += good == null ? 0 : good.body().size();
    return bytes + (goodHost == null ? 0 : goodHost.body().size());
  }

  /** This rejection, of a moment, after {@code older} ones of the same fragment. */
  Rejection after(@Nullable Rejection older, Instant now) {
    if (older == null) {
      return new Rejection(key, refused, good, goodHost, message, origins, now, true);
    }
    Set<String> all = new LinkedHashSet<>(older.refused);
    all.removeAll(refused);
    all.addAll(refused);
    for (Iterator<String> it = all.iterator(); all.size() > VERSIONS_KEPT; ) {
      it.next();
      it.remove();
    }
    return new Rejection(
        key,
        all,
        good == null ? older.good : good,
        goodHost == null ? older.goodHost : goodHost,
        message,
        origins,
        now,
        true);
  }

  /** The same, with the client having accepted something else. */
  Rejection accepted(@Nullable Resource resource, @Nullable VirtualHostFragment host) {
    return new Rejection(key, refused, resource, host, message, origins, since, false);
  }

  Rejection withOpen(boolean now) {
    return new Rejection(key, refused, good, goodHost, message, origins, since, now);
  }

  /** The same of one of the contents only. */
  Rejection only(String version) {
    return new Rejection(key, Set.of(version), good, goodHost, message, origins, since, open);
  }
}
