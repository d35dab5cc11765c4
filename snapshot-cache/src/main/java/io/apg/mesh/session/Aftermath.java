package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.HashSet;
import java.util.Set;

/**
 * Mends what a refusal leaves behind in an Envoy, which keeps the good part of a response of
 * clusters or listeners. A refused cluster stays half made and withholds all later answers until it
 * is removed or sent in its last good form; and what was good is repeated, so that the list of what
 * the client has becomes right.
 */
final class Aftermath {
  private final MapTrust trust;
  private final Set<String> takenBack = new HashSet<>();

  Aftermath(MapTrust trust) {
    this.trust = trust;
  }

  void refused(Channel channel, Refusal refusal) {
    if (!channel.type().fullState() || !channel.subscription().wildcard()) {
      return;
    }
    if (refusal.guilty().isEmpty()) {
      trust.refusedAgain(channel.type());
    } else if (channel.form() == Form.DELTA && !refusal.innocent().isEmpty()) {
      refusal.innocent().forEach(channel::owe);
      trust.repeats(channel.type(), refusal.innocent());
    }
    if (channel.lane().aggregated() && channel.type() == XdsType.CLUSTER && refusal.isNamed()) {
      for (String name : refusal.guilty()) {
        if (channel.inFlight().newest(name) == null) {
          takeBack(channel, name);
        }
      }
    }
  }

  /** The client is to get rid of the bad form of a cluster. */
  void takeBack(Channel clusters, String name) {
    takenBack.add(name);
    clusters.owe(name);
  }

  /** A cluster goes out; answers whether that is to end a bad form, and needs its endpoints. */
  boolean sent(String cluster) {
    return takenBack.remove(cluster);
  }
}
