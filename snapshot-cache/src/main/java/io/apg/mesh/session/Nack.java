package io.apg.mesh.session;

import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;

/**
 * A response that the client refused.
 *
 * @param names resources that the refusal is laid to
 * @param message the client's words, without debugging dumps
 * @param origins the users' objects that those resources were made from
 */
public record Nack(
    XdsType type, List<String> names, String message, List<Origin> origins, Verdict verdict) {
  /** What becomes of it. */
  public enum Verdict {
    /** What is bad is known, and withheld. */
    SINGLED_OUT,
    /** An address is taken; it is tried again. */
    BUSY,
    /** One of several is bad; they are tried in halves. */
    TRIED,
    /** Nothing can be laid to it. */
    UNKNOWN
  }

  public Nack {
    names = List.copyOf(names);
    origins = List.copyOf(origins);
  }
}
