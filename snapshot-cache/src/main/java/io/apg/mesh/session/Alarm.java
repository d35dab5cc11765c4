package io.apg.mesh.session;

import java.util.OptionalLong;

/** The next time at which something on a stream is to be looked at again. */
final class Alarm {
  private boolean set;
  private long time;

  void at(long nanos) {
    if (!set || nanos - time < 0) {
      set = true;
      time = nanos;
    }
  }

  /** Whether that time has come; it is over then. */
  boolean rings(long now) {
    if (set && now - time >= 0) {
      set = false;
      return true;
    }
    return false;
  }

  OptionalLong next() {
    return set ? OptionalLong.of(time) : OptionalLong.empty();
  }
}
