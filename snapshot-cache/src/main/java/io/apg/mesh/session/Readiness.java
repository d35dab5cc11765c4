package io.apg.mesh.session;

/** Whether a client can send requests to a cluster. */
enum Readiness {
  /** It can, or the cluster is none of this server's. */
  READY,
  /** It is about to: the cluster goes out, or warms and is within its bound. */
  COMING,
  /** The cluster warms for longer than its bound. */
  LATE,
  /** The client does not have the cluster and will not get it: it refused it. */
  REFUSED
}
