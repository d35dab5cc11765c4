package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds clusters that Envoy has refused without a word, as it does when they come with good
 * changes. Envoy handles a stream in order: where a load assignment sent after everything that its
 * clusters wait for is answered, and their own response is not, something in that was refused. What
 * may be bad is then taken back, and the answer that this releases names it. Time alone never takes
 * anything back; it only says when to look: not while there is something that may warm for long.
 */
final class Barrier {
  private static final long PATIENCE = Duration.ofMillis(100).toNanos();
  private static final long LONGEST = Duration.ofSeconds(60).toNanos();
  private static final long NONE = -1;

  private final long patienceWithSecrets;
  private final Channels channels;
  private final WarmProofs proofs;
  private final References references;
  private final Suspects suspects;
  private final Aftermath aftermath;
  private final Alarm alarm;
  private final List<Rejection> takenBack = new ArrayList<>();
  private long lastSuspected = NONE;
  private long watched = NONE;
  private long probe = NONE;
  private long patience;
  private long lookAt;

  Barrier(
      SessionSettings settings,
      Channels channels,
      WarmProofs proofs,
      Suspects suspects,
      Aftermath aftermath,
      Alarm alarm) {
    this.patienceWithSecrets = settings.warmBound().toNanos();
    this.channels = channels;
    this.proofs = proofs;
    this.references = new References(channels.listeners(), channels.routes());
    this.suspects = suspects;
    this.aftermath = aftermath;
    this.alarm = alarm;
  }

  /**
   * Looks after responses that are not answered.
   *
   * @param number of the newest response
   * @return whether there is something new to send
   */
  boolean step(long now, long number) {
    Channel clusters = channels.clusters();
    long oldest = clusters.inFlight().oldest();
    if (oldest < 0 || !channels.listeners().isRequested()) {
      watched = NONE; // before the first listeners, answers come at once
      return false;
    }
    if (oldest != watched) {
      watched = oldest;
      lookAgain(now, PATIENCE);
    }
    if (now - lookAt < 0) {
      alarm.at(lookAt); // an earlier alarm may have taken its place
      return false;
    }
    long slow = slowUntil(now);
    if (now - slow < 0) {
      alarm.at(slow);
      return false;
    }
    if (!isSilent()) {
      return false;
    }
    if (probe == NONE) {
      probe = number + 1;
      return probe();
    }
    if (channels.endpoints().inFlight().hasUpTo(probe)) {
      return false;
    }
    boolean found = takeBack(probe);
    lookAgain(now, found ? PATIENCE : Math.min(LONGEST, 2 * patience));
    return found;
  }

  private void lookAgain(long now, long after) {
    probe = NONE;
    patience = after;
    lookAt = now + patience;
    alarm.at(lookAt);
  }

  private boolean probe() {
    for (String name : channels.endpoints().subscription().names()) {
      if (channels.endpoints().held(name).resource() != null
          && channels.endpoints().snapshotHas(name)) {
        channels.endpoints().owe(name);
        return true;
      }
    }
    probe = NONE;
    return false;
  }

  /** Until when what is not answered may warm, though nothing was refused. */
  private long slowUntil(long now) {
    long until = now;
    for (Sent sent : channels.clusters().inFlight().all()) {
      for (Sent.Change change : sent.changes.values()) {
        Resource cluster = change.after();
        if (cluster != null && change.isChange()) {
          until = Math.max(until, sent.time + warmsFor(cluster));
        }
      }
    }
    return until;
  }

  private long warmsFor(Resource cluster) {
    long secrets = proofs.hasSecretsOf(cluster) ? 0 : patienceWithSecrets;
    return secrets + 2 * cluster.warming().bound().toNanos();
  }

  /** Whether the client has everything that it needs to answer. */
  private boolean isSilent() {
    Channel endpoints = channels.endpoints();
    if (!channels.clusters().isServed() || !endpoints.isServed()) {
      return false;
    }
    for (Sent sent : channels.clusters().inFlight().all()) {
      for (Sent.Change change : sent.changes.values()) {
        Resource cluster = change.after();
        if (cluster != null
            && cluster.warming().endpoints()
            && endpoints.subscribes(cluster.name())
            && !isAnswered(cluster.name())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isAnswered(String cluster) {
    Channel endpoints = channels.endpoints();
    return endpoints.held(cluster).resource() != null
        && endpoints.snapshotHas(cluster)
        && endpoints.inFlight().newest(cluster) == null;
  }

  private boolean takeBack(long before) {
    Map<String, Sent.Change> changes = new LinkedHashMap<>();
    for (Sent sent : channels.clusters().inFlight().all()) {
      if (sent.last < before) {
        sent.changes.forEach(
            (name, change) -> changes.merge(name, change, (older, newer) -> newer.after(older)));
        lastSuspected = Math.max(lastSuspected, sent.last);
      }
    }
    List<Rejection> fresh = new ArrayList<>();
    List<Rejection> changed = new ArrayList<>();
    changes.forEach(
        (name, change) -> {
          Resource after = change.after();
          if (after != null && change.isChange()) {
            add(after, change.before(), fresh, changed);
          }
        });
    List<Rejection> found = fresh.isEmpty() ? changed : fresh;
    for (Rejection suspect : found) {
      suspects.hold(suspect);
      takenBack.add(suspect);
      aftermath.takeBack(channels.clusters(), suspect.key().name());
    }
    return !found.isEmpty();
  }

  private void add(Resource cluster, Held before, List<Rejection> fresh, List<Rejection> changed) {
    Rejection suspect = Rejection.of(cluster, before, "");
    if (before.resource() != null) {
      changed.add(suspect);
    } else if (cluster.warming().endpoints()
        ? !channels.endpoints().subscribes(cluster.name())
        : Slow.isByKind(cluster) && before.isAbsent() && !isUsed(cluster.name())) {
      fresh.add(suspect);
    }
  }

  /** It may serve, for all that is known of it. */
  private boolean isUsed(String cluster) {
    return references.fromListener(cluster) || references.fromRoute(cluster);
  }

  /**
   * A response of clusters was answered; what was taken back and is not to blame goes out again.
   */
  void answered() {
    if (!takenBack.isEmpty() && !channels.clusters().inFlight().hasUpTo(lastSuspected)) {
      for (Rejection suspect : takenBack) {
        if (suspects.release(suspect)) {
          channels.clusters().reconsider(suspect.key());
        }
      }
      takenBack.clear();
      lastSuspected = NONE;
    }
  }
}
