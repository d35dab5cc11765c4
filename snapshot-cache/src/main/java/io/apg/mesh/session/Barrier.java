package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  private final long longestWarming;
  private final Channels channels;
  private final WarmProofs proofs;
  private final References references;
  private final Suspects suspects;
  private final Aftermath aftermath;
  private final Alarm alarm;
  private final List<Rejection> takenBack = new ArrayList<>();
  private final Set<String> restored = new HashSet<>();
  private long lastSuspected = NONE;
  private long watched = NONE;
  private long watchedSince;
  private long probe = NONE;
  private Channel probed;
  private long patience;
  private long lookAt;

  Barrier(
      SessionSettings settings,
      Channels channels,
      WarmProofs proofs,
      Suspects suspects,
      Aftermath aftermath,
      Alarm alarm) {
    this.longestWarming = settings.warmBound().toNanos();
    this.channels = channels;
    this.probed = channels.endpoints();
    this.proofs = proofs;
    this.references = new References(channels);
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
    if (oldest < 0 || !channels.listeners().isRequested() || !clusters.subscription().wildcard()) {
      watched = NONE; // before the first listeners, answers come at once
      return false;
    }
    if (oldest != watched) {
      watched = oldest;
      watchedSince = now;
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
    if (!isSilent(now)) {
      if (now - watchedSince < longestWarming) {
        alarm.at(watchedSince + longestWarming);
      }
      return false;
    }
    if (probe == NONE) {
      Map<String, Sent.Change> changes = unanswered(number + 1);
      if (found(changes).isEmpty() && lost(changes).isEmpty()) {
        return false; // nothing could be taken back
      }
      probe = number + 1;
      return probe();
    }
    if (probed.inFlight().hasUpTo(probe)) {
      return false;
    }
    boolean found = takeBack(probe);
    lookAgain(now, found ? PATIENCE : Math.min(LONGEST, 2 * patience));
    return !channels.clusters().isServed();
  }

  private void lookAgain(long now, long after) {
    probe = NONE;
    patience = after;
    lookAt = now + patience;
    alarm.at(lookAt);
  }

  /** Something unchanged goes out, a load assignment if there is one. */
  private boolean probe() {
    for (Channel channel : List.of(channels.endpoints(), channels.routes(), channels.listeners())) {
      for (Resource resource : channel.heldResources()) {
        if (channel.snapshotHas(resource.name())) {
          channel.owe(resource.name());
          probed = channel;
          return true;
        }
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
    long secrets = proofs.hasSecretsOf(cluster) ? 0 : longestWarming;
    return secrets + 2 * cluster.warming().bound().toNanos();
  }

  /**
   * Whether the client has everything that it needs to answer, or waits for what does not come no
   * longer.
   */
  private boolean isSilent(long now) {
    boolean ranOut = now - watchedSince >= longestWarming;
    Channel endpoints = channels.endpoints();
    if (!channels.clusters().isServed() || (endpoints.isRequested() && !endpoints.isServed())) {
      return false;
    }
    for (Sent sent : channels.clusters().inFlight().all()) {
      for (Sent.Change change : sent.changes.values()) {
        Resource cluster = change.after();
        if (cluster != null
            && cluster.warming().endpoints()
            && endpoints.subscribes(cluster.name())
            && !isAnswered(cluster.name(), ranOut)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isAnswered(String cluster, boolean ranOut) {
    Channel endpoints = channels.endpoints();
    boolean has = endpoints.held(cluster).resource() != null && endpoints.snapshotHas(cluster);
    return (has || ranOut) && endpoints.inFlight().newest(cluster) == null;
  }

  private boolean takeBack(long before) {
    Map<String, Sent.Change> changes = unanswered(before);
    List<Rejection> found = found(changes);
    for (Rejection suspect : found) {
      suspects.hold(suspect);
      takenBack.add(suspect);
      aftermath.takeBack(channels.clusters(), suspect.key().name());
    }
    for (String name : lost(changes)) {
      restored.add(name);
      aftermath.takeBack(channels.clusters(), name);
    }
    if (channels.clusters().form() == Form.SOTW) {
      changes.keySet().forEach(channels.endpoints()::owe); // all are in the next full state
    }
    return !found.isEmpty();
  }

  /** What changed in responses older than number {@code before} that are not answered. */
  private Map<String, Sent.Change> unanswered(long before) {
    Map<String, Sent.Change> changes = new LinkedHashMap<>();
    for (Sent sent : channels.clusters().inFlight().all()) {
      if (sent.last < before) {
        sent.changes.forEach(
            (name, change) -> changes.merge(name, change, (older, newer) -> newer.after(older)));
        lastSuspected = Math.max(lastSuspected, sent.last);
      }
    }
    changes.values().removeIf(change -> change.after() == null);
    return changes;
  }

  /** Good forms that were to end bad ones: they may have come in a response refused as a whole. */
  private List<String> lost(Map<String, Sent.Change> changes) {
    List<String> lost = new ArrayList<>();
    changes.forEach(
        (name, change) -> {
          if (!change.isChange() && !restored.contains(name)) {
            lost.add(name);
          }
        });
    return lost;
  }

  private List<Rejection> found(Map<String, Sent.Change> changes) {
    List<Rejection> fresh = new ArrayList<>();
    List<Rejection> changed = new ArrayList<>();
    for (Sent.Change change : changes.values()) {
      if (change.after() != null && change.isChange()) {
        add(change.after(), change.before(), fresh, changed);
      }
    }
    return fresh.isEmpty() ? changed : fresh;
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
    restored.clear();
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
