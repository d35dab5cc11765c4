package io.apg.mesh.xds;

import io.apg.mesh.session.Answer;
import io.apg.mesh.session.Nack;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.RejectionEnd;
import io.apg.mesh.session.Withheld;
import io.apg.mesh.snapshot.Node;
import java.util.List;

/**
 * Hears what happens on streams. Called on the threads that serve streams, so it must return at
 * once; what it throws is logged and does no harm.
 */
public interface XdsObserver {
  /** Hears nothing. */
  XdsObserver NONE = new XdsObserver() {};

  /** A stream said who it is. */
  default void opened(StreamStatus stream) {}

  /** A stream ended, for whatever reason. */
  default void closed(StreamStatus stream) {}

  /** A client accepted a response. */
  default void acknowledged(Node node, Answer answer) {}

  /** A client refused a response. */
  default void refused(Node node, Nack nack) {}

  /** Content was singled out that a client refused; it is withheld from now on. */
  default void rejected(Node node, Rejection rejection) {}

  /** Nothing that a client refused of a fragment is wanted any more. */
  default void rejectionEnded(Node node, Rejection rejection, RejectionEnd end) {}

  /** What is withheld from a stream has changed; a stream that ends has nothing withheld. */
  default void withheld(Node node, List<Withheld> before, List<Withheld> now) {}
}
