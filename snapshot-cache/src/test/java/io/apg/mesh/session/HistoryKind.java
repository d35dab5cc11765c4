package io.apg.mesh.session;

import java.util.Deque;

/** What kind of client and of changes a history has. */
enum HistoryKind {
  /** An Envoy, all content good. */
  ENVOY(true, false),
  /** The same, with routes that are found by scope. */
  ENVOY_SCOPED(true, false),
  /** An Envoy that refuses some. */
  ENVOY_REFUSES(true, true),
  /** The same, with routes that are found by scope. */
  ENVOY_SCOPED_REFUSES(true, true),
  /** An Envoy with a stream for each type. */
  ENVOY_PER_TYPE(false, false),
  /** A grpc-java client. */
  GRPC(true, false),
  /** A grpc-java client that refuses some. */
  GRPC_REFUSES(true, true);

  /** Whether all types travel on one stream. */
  final boolean ordered;

  /** Whether some content is refused. */
  final boolean refuses;

  HistoryKind(boolean ordered, boolean refuses) {
    this.ordered = ordered;
    this.refuses = refuses;
  }

  /** Whether some routes are found by scope. */
  boolean isScoped() {
    return this == ENVOY_SCOPED || this == ENVOY_SCOPED_REFUSES;
  }

  boolean isEnvoy() {
    return this != GRPC && this != GRPC_REFUSES;
  }

  ModelPeer client(Form form, Deque<XdsRequest> out) {
    if (!isEnvoy()) {
      return new ModelGrpc(ModelGrpc.TARGET, out::add);
    }
    ModelClient envoy = new ModelClient(form, ordered, out::add);
    envoy.scopesWait = !refuses; // a refusal that is not known yet is waited for within a bound
    return envoy;
  }
}
