package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows what becomes of rejections on one stream: which withhold something now, which have ended,
 * and what the client has accepted instead.
 */
final class RejectionWatch {
  private final NodeMemory memory;
  private final Channels channels;

  RejectionWatch(NodeMemory memory, Channels channels) {
    this.memory = memory;
    this.channels = channels;
  }

  /** What is wanted of one fragment. */
  private record Wanted(String version, Resource resource, @Nullable VirtualHostFragment host) {
    static @Nullable Wanted of(FragmentKey key, Snapshot snapshot) {
      Resource resource = snapshot.resource(key.type(), key.name());
      if (resource == null || resource.isLeaving()) {
        return null;
      }
      if (key.host() == null) {
        return new Wanted(resource.version(), resource, null);
      }
      VirtualHostFragment host =
          resource instanceof RouteConfig config ? config.table().host(key.host()) : null;
      return host == null ? null : new Wanted(host.version(), resource, host);
    }
  }

  /** Looks once more; answers what is withheld. */
  List<Withheld> look(@Nullable Snapshot snapshot) {
    if (snapshot == null || memory.isEmpty()) {
      return List.of();
    }
    List<Withheld> withheld = new ArrayList<>();
    for (Rejection rejection : memory.rejections()) {
      Channel channel = channels.of(rejection.key().type(), rejection.key().name());
      if (channel != null && channel.hasBegun()) {
        own(rejection, channel, Wanted.of(rejection.key(), snapshot), withheld);
      }
    }
    for (Rejection rejection : memory.shared().all()) {
      Channel channel = channels.of(rejection.key().type(), rejection.key().name());
      Wanted wanted = Wanted.of(rejection.key(), snapshot);
      if (wanted != null
          && channel != null
          && channel.hasBegun()
          && channel.subscribes(rejection.key().name())
          && rejection.refused().contains(wanted.version())
          && memory.of(rejection.key(), wanted.version()) == null
          && !has(channel, wanted)) {
        withheld.add(new Withheld(rejection, wanted.version(), true));
      }
    }
    return List.copyOf(withheld);
  }

  private void own(
      Rejection rejection, Channel channel, @Nullable Wanted wanted, List<Withheld> withheld) {
    if (wanted == null || !channel.subscribes(rejection.key().name())) {
      if (rejection.open()) {
        memory.deleted(rejection);
      }
    } else if (rejection.refused().contains(wanted.version())) {
      withheld.add(new Withheld(rejection, wanted.version(), false));
      if (!rejection.open()) {
        memory.reopened(rejection);
      }
    } else if ((rejection.open() || !isGood(rejection, wanted)) && hasAccepted(channel, wanted)) {
      memory.accepted(
          rejection,
          wanted.host() == null
              ? rejection.accepted(wanted.resource(), null)
              : rejection.accepted(null, wanted.host()),
          isGood(rejection, wanted) ? RejectionEnd.ROLLED_BACK : RejectionEnd.MENDED);
    }
  }

  private static boolean isGood(Rejection rejection, Wanted wanted) {
    Resource good = rejection.good();
    return wanted.host() == null
        ? good != null && good.version().equals(wanted.version())
        : Objects.equals(rejection.goodHost(), wanted.host());
  }

  private static boolean hasAccepted(Channel channel, Wanted wanted) {
    return has(channel, wanted) && channel.inFlight().newest(wanted.resource().name()) == null;
  }

  private static boolean has(Channel channel, Wanted wanted) {
    Held held = channel.held(wanted.resource().name());
    if (held.is(wanted.resource())) {
      return true;
    }
    VirtualHostFragment host = wanted.host();
    return host != null
        && channel.type() == XdsType.ROUTE
        && held.resource() instanceof RouteConfig config
        && host.equals(config.table().host(host.name()));
  }
}
