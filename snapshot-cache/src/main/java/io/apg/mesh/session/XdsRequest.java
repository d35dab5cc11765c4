package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import org.jspecify.annotations.Nullable;

/** One request of a client: a subscription, an answer to a response, or both at once. */
public sealed interface XdsRequest permits SotwRequest, DeltaRequest {
  /** The type it is about. */
  XdsType type();

  /** Nonce of the response it answers; empty when it answers none. */
  String nonce();

  /** Set when the response was refused. */
  @Nullable ErrorDetail error();
}
