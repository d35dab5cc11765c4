package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds new clusters that an Envoy acknowledges although it refused them, as it does when the same
 * content comes once more (its first answer was lost with an earlier stream). Where both travel on
 * one stream, it subscribes the load assignment of what it accepts before it says so. A cluster of
 * which it did not is removed and sent again: then the answer says what is wrong with it.
 */
final class HalfMade {
  // For clients that are not as strict about that order.
  private static final long PATIENCE = Duration.ofMillis(50).toNanos();

  private final boolean isEnvoy;
  private final Channels channels;
  private final Suspects suspects;
  private final Aftermath aftermath;
  private final Alarm alarm;
  private long lookAt;
  private final Map<String, Resource> acknowledged = new LinkedHashMap<>();
  private final Map<String, Rejection> removed = new LinkedHashMap<>();

  /** {@code isEnvoy} = others may subscribe load assignments later. */
  HalfMade(
      boolean isEnvoy, Channels channels, Suspects suspects, Aftermath aftermath, Alarm alarm) {
    this.isEnvoy = isEnvoy;
    this.channels = channels;
    this.suspects = suspects;
    this.aftermath = aftermath;
    this.alarm = alarm;
  }

  /** The client has accepted these responses of clusters. */
  void accepted(Iterable<Sent> accepted, long now) {
    for (Sent sent : accepted) {
      for (Sent.Change change : sent.changes.values()) {
        if (saysWhatItHas() && change.after() != null && isUnmade(change.after())) {
          acknowledged.put(change.after().name(), change.after());
          lookAt = now + PATIENCE;
          alarm.at(lookAt);
        }
      }
    }
  }

  /** One that starts may resolve names first, and ask for load assignments later. */
  private boolean saysWhatItHas() {
    return isEnvoy && channels.answersInOrder() && channels.endpoints().isRequested();
  }

  /** The client has answered a response. */
  void answered(Channel channel, long now) {
    if (channel.type() == XdsType.CLUSTER) {
      sendAgain();
    }
    look(now);
  }

  /** In state of the world, what is subscribed is known when all is answered. */
  void look(long now) {
    Channel endpoints = channels.endpoints();
    if (acknowledged.isEmpty()
        || (endpoints.form() == Form.SOTW && !endpoints.inFlight().isEmpty())) {
      return;
    }
    if (now - lookAt < 0) {
      alarm.at(lookAt); // an earlier alarm may have taken its place
      return;
    }
    for (Resource cluster : acknowledged.values()) {
      if (isUnmade(cluster)) {
        Rejection suspect = Rejection.of(cluster, Held.ABSENT, "");
        removed.put(cluster.name(), suspect);
        suspects.hold(suspect);
        aftermath.takeBack(channels.clusters(), cluster.name());
      }
    }
    acknowledged.clear();
  }

  /** The stream is over: the next one may list what was accepted in words only. */
  void ended() {
    List<String> doubtful =
        acknowledged.values().stream().filter(this::isUnmade).map(Resource::name).toList();
    if (!doubtful.isEmpty()) {
      suspects.memory().doubt(XdsType.CLUSTER, doubtful);
    }
    acknowledged.clear();
  }

  private boolean isUnmade(Resource cluster) {
    Channel clusters = channels.clusters();
    return cluster.warming().endpoints()
        && clusters.subscription().wildcard()
        && !channels.endpoints().subscribes(cluster.name())
        && clusters.held(cluster.name()).is(cluster)
        && clusters.inFlight().newest(cluster.name()) == null;
  }

  /** What the client has removed is sent again. */
  private void sendAgain() {
    Channel clusters = channels.clusters();
    for (Rejection suspect : List.copyOf(removed.values())) {
      String name = suspect.key().name();
      if (clusters.held(name).isAbsent() && clusters.inFlight().newest(name) == null) {
        removed.remove(name);
        if (suspects.release(suspect)) {
          clusters.reconsider(suspect.key());
        }
      }
    }
  }
}
