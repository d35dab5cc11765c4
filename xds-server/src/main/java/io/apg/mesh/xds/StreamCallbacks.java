package io.apg.mesh.xds;

import io.apg.mesh.session.Answer;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Node;
import io.grpc.Status;

/**
 * Sees every message of every stream, and may turn streams away. {@link #opened}, {@link
 * #requested} and {@link #answered} may throw: a {@link io.grpc.StatusRuntimeException} ends the
 * stream with its status, anything else with {@code INTERNAL}. What the other two throw is logged
 * and does no harm.
 *
 * <p>Called on the threads that serve streams, so it must return at once. Calls about one stream
 * come in the order of the stream, but for {@link #closed}, which may come while another runs.
 */
public interface StreamCallbacks {
  /** Sees nothing, and lets everybody in. */
  StreamCallbacks NONE = new StreamCallbacks() {};

  /**
   * A stream begins, before anything was said on it. What interceptors put into the {@link
   * io.grpc.Context} of the call is there.
   */
  default void opened(StreamInfo stream) {}

  /**
   * A client says something, of a type that is served: a subscription, an ACK or a NACK ({@link
   * XdsRequest#error}). It was not acted upon yet.
   */
  default void requested(StreamInfo stream, Node node, XdsRequest request) {}

  /**
   * A request answered a response of this stream; {@link Answer#nack} says what the client refused.
   */
  default void answered(StreamInfo stream, Node node, XdsRequest request, Answer answer) {}

  /** A response goes out. */
  default void responded(StreamInfo stream, Node node, XdsResponse response) {}

  /** A stream has ended, by whomever; exactly once for each that began. */
  default void closed(StreamInfo stream, Status status) {}
}
