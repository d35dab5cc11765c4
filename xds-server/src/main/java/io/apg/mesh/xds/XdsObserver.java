package io.apg.mesh.xds;

import io.apg.mesh.session.Answer;
import io.apg.mesh.session.Nack;
import io.apg.mesh.snapshot.Node;

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
}
