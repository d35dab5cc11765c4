package io.apg.mesh.controlplane.api;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/** Puts the request's id into every log line that handling a call writes. Thread-safe. */
public final class RequestIdLogging implements ServerInterceptor {
  /** The key of the id in the log context. */
  public static final String KEY = "request_id";

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** Whether an id from outside may stand in logs and answers. */
  public static boolean isSane(String id) {
    return SANE.matcher(id).matches();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String id = headers.get(CallMetadata.REQUEST_ID);
    ServerCall.Listener<Q> listener = next.startCall(call, headers);
    return id == null || !isSane(id) ? listener : new Logging<>(listener, id);
  }

  private static final class Logging<Q> extends SimpleForwardingServerCallListener<Q> {
    private final String id;

    Logging(ServerCall.Listener<Q> listener, String id) {
      super(listener);
      this.id = id;
    }

    /** A unary call is handled when its request is complete. */
    @Override
    public void onHalfClose() {
      String before = MDC.get(KEY);
      MDC.put(KEY, id);
      try {
        super.onHalfClose();
      } finally {
        if (before == null) {
          MDC.remove(KEY);
        } else {
          MDC.put(KEY, before);
        }
      }
    }
  }
}
