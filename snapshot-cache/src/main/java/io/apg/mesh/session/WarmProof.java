package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Warming.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is known of one cluster that a client has and that is not known to be warm there.
 *
 * <p>It is warm when the client has accepted it and has acknowledged its load assignment and its
 * secrets; and, where it asks others than this server (DNS, health checks), when the client says
 * that nothing warms there, sooner than it would have given up.
 */
final class WarmProof {
  private static final long NOT_YET = -1;

  private final Resource cluster;
  private final long number;
  private final long since;
  private boolean accepted;
  private boolean endpoints;
  private boolean answered;
  private boolean settled;
  private boolean over;
  private long given = NOT_YET;

  /**
   * A proof to be made.
   *
   * @param number of the response that brought the cluster
   * @param since when it was first sent
   */
  WarmProof(Resource cluster, long number, long since) {
    this.cluster = cluster;
    this.number = number;
    this.since = since;
    this.endpoints = !cluster.warming().endpoints();
  }

  /**
   * One of a cluster that the client has from an earlier stream.
   *
   * @param said whether the client itself says that it has it: then it warms nothing
   */
  static WarmProof listed(Resource cluster, long since, boolean said) {
    WarmProof proof = new WarmProof(cluster, 0, since);
    proof.accepted = !cluster.warming().endpoints();
    proof.settled = said;
    proof.over = said;
    return proof;
  }

  long number() {
    return number;
  }

  long since() {
    return since;
  }

  boolean isAccepted() {
    return accepted;
  }

  void accept(boolean isAccepted) {
    accepted = isAccepted;
  }

  void hasEndpoints() {
    endpoints = true;
  }

  /** Looks whether the client has all that this server can give it. */
  void look(Set<String> secrets, long now) {
    if (given == NOT_YET && endpoints && secrets.containsAll(cluster.secrets())) {
      given = now;
    }
  }

  /** The client has answered the response that brought the cluster. */
  void answer() {
    accepted = true;
    answered = true;
  }

  boolean isAnswered() {
    return answered;
  }

  /** Nothing warms on the client any more; answers whether that shows that the cluster is warm. */
  boolean end(long now) {
    boolean warm =
        !over && given != NOT_YET && now - given < cluster.warming().shortest().toNanos();
    over = true;
    return warm;
  }

  /** Whether it is warm as far as this server gives what it needs, and nothing else is needed. */
  boolean isWarm() {
    return accepted && given != NOT_YET && (cluster.warming().probes().isEmpty() || settled);
  }

  /** Whether nothing that is still to come would tell more. */
  boolean isOver() {
    return over && given != NOT_YET;
  }

  /** Whether it waits for something that may take its time. */
  boolean isSlow() {
    return !isOver() && isSlowByKind();
  }

  boolean isSlowByKind() {
    return Slow.isByKind(cluster);
  }

  /** When to stop waiting. */
  long deadline(long patience) {
    return given == NOT_YET || cluster.warming().probes().isEmpty()
        ? since + patience
        : given + cluster.warming().bound().toNanos();
  }

  /** What it waits for. */
  List<String> causes(Set<String> secrets) {
    List<String> causes = new ArrayList<>();
    for (String secret : cluster.secrets().stream().sorted().toList()) {
      if (!secrets.contains(secret)) {
        causes.add("secret " + secret);
      }
    }
    if (!endpoints) {
      causes.add("endpoints");
    }
    if (causes.isEmpty()) {
      cluster.warming().probes().stream().sorted().forEach(probe -> causes.add(word(probe)));
    }
    return causes.isEmpty() ? List.of("an answer") : causes;
  }

  private static String word(Probe probe) {
    return switch (probe) {
      case DNS -> "DNS";
      case HEALTH_CHECK -> "a health check";
    };
  }
}
