package io.apg.mesh.session;

import java.util.List;

/**
 * Which of the responses that a NACK answers it is about. A client that gets full states answers
 * only the newest of several, and says by its version which one it accepted last: what came before
 * that is accepted too, and what came after it is refused. Where it accepted the very response that
 * it answers, the error is that of an earlier one.
 *
 * @param accepted responses that are accepted, oldest first
 * @param refused responses of which at least one is refused, oldest first
 * @param late whether the newest response is accepted
 */
record Verdict(List<Sent> accepted, List<Sent> refused, boolean late) {
  /** {@code answered} = the responses that {@code nack} answers, oldest first. */
  static Verdict of(Channel channel, XdsRequest nack, List<Sent> answered) {
    int newest = answered.size() - 1;
    if (channel.form() == Form.DELTA || !channel.type().fullState()) {
      return new Verdict(answered.subList(0, newest), answered.subList(newest, newest + 1), false);
    }
    int last = newest;
    while (last >= 0 && !isVersion(nack, answered.get(last))) {
      last--;
    }
    return last == newest
        ? new Verdict(answered.subList(newest, newest + 1), answered.subList(0, newest), true)
        : new Verdict(answered.subList(0, last + 1), answered.subList(last + 1, newest + 1), false);
  }

  private static boolean isVersion(XdsRequest nack, Sent response) {
    return nack instanceof SotwRequest sotw && sotw.version().equals(response.version);
  }
}
