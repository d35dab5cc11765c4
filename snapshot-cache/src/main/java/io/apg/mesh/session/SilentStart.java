package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * A client that reconnects while a cluster warms says nothing about clusters. After a while it gets
 * once more the load assignments that it may wait for, and a while later, if it is an Envoy, the
 * clusters: what it waits for may be one that it refused.
 */
final class SilentStart {
  private final SessionSettings settings;
  private final Channels channels;
  private final Alarm alarm;
  private boolean begun;
  private boolean waiting;
  private boolean owed;
  private boolean unasked;
  private long next;
  private final Set<String> accepted = new HashSet<>();

  SilentStart(SessionSettings settings, Channels channels, Alarm alarm) {
    this.settings = settings;
    this.channels = channels;
    this.alarm = alarm;
  }

  /** The client's first words are about something else. */
  void began(long now) {
    if (!begun) {
      begun = true;
      waiting = true;
      waitFrom(now);
    }
  }

  private void waitFrom(long now) {
    next = now + settings.clusterRequestAfter().toNanos();
    alarm.at(next);
  }

  /** Answers whether clusters are to be sent now. */
  boolean step(long now) {
    if (waiting && channels.clusters().isRequested()) {
      waiting = false;
    }
    if (!waiting || now - next < 0) {
      return false;
    }
    if (!owed) {
      owed = true;
      waiting = settings.unaskedClusters();
      Channel endpoints = channels.endpoints();
      if (endpoints.form() == Form.DELTA && endpoints.hasBegun()) {
        endpoints.subscription().names().forEach(endpoints::owe);
      }
      if (waiting) {
        waitFrom(now);
      }
      return false;
    }
    waiting = false;
    unasked = true;
    channels.clusters().assumeWildcard(accepted);
    return true;
  }

  /**
   * Load assignments that the client subscribes from before: it has their clusters in some form.
   */
  void subscribes(Collection<String> names) {
    accepted.addAll(names);
  }

  /** The client does not have that cluster any more. */
  void forget(String cluster) {
    accepted.remove(cluster);
  }

  /** Whether clusters were sent, and the client has not said anything about them yet. */
  boolean isUnasked() {
    return unasked;
  }

  /** Whether the client had that cluster when the stream began. */
  boolean hadAccepted(String cluster) {
    return accepted.contains(cluster);
  }

  /** The client's first words about clusters, after it was sent them. */
  void heard(XdsRequest request) {
    if (unasked && request.type() == XdsType.CLUSTER) {
      unasked = false;
      if (request instanceof DeltaRequest delta) {
        channels.clusters().listLate(delta.initialVersions());
      }
    }
  }
}
