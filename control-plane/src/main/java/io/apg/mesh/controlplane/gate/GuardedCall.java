package io.apg.mesh.controlplane.gate;

import io.apg.mesh.controlplane.security.VerifiedToken;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A stream of a proxy that may be ended from outside at any time. gRPC's calls are not made for
 * that, so here one thread at a time speaks, and nothing is said after the end. Thread-safe.
 */
final class GuardedCall<Q, R> extends ForwardingServerCall.SimpleForwardingServerCall<Q, R> {
  private final VerifiedToken token;
  private final String host;
  private volatile String nodeId = "";
  // Guarded by this.
  private boolean closed;

  GuardedCall(ServerCall<Q, R> call, VerifiedToken token, String host) {
    super(call);
    this.token = token;
    this.host = host;
  }

  VerifiedToken token() {
    return token;
  }

  String host() {
    return host;
  }

  String nodeId() {
    return nodeId;
  }

  void identify(String id) {
    nodeId = id;
  }

  @Override
  public synchronized void sendHeaders(Metadata headers) {
    if (!closed) {
      super.sendHeaders(headers);
    }
  }

  @Override
  public synchronized void sendMessage(R message) {
    if (!closed) {
      super.sendMessage(message);
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    end(status, trailers);
  }

  /** Answers whether it was open. */
  synchronized boolean end(Status status, Metadata trailers) {
    if (closed) {
      return false;
    }
    closed = true;
    super.close(status, trailers);
    return true;
  }
}
