package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about one name now.
 *
 * @param resource to send, unless the client has it already
 * @param openHosts of a route configuration: virtual hosts where that differs from the snapshot
 * @param waitingFor clusters that must be warm before the rest can go out
 */
record Target(
    Action action, @Nullable Resource resource, Set<String> openHosts, Set<String> waitingFor) {
  /** Leave the client with what it has. */
  static final Target KEEP = new Target(Action.KEEP, null, Set.of(), Set.of());

  /** Tell the client that it is gone. */
  static final Target REMOVE = new Target(Action.REMOVE, null, Set.of(), Set.of());

  enum Action {
    KEEP,
    SEND,
    REMOVE
  }

  static Target send(Resource resource) {
    return new Target(Action.SEND, resource, Set.of(), Set.of());
  }

  static Target keepWaiting(Set<String> clusters) {
    return new Target(Action.KEEP, null, Set.of(), clusters);
  }
}
