package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.RequestId;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.function.Supplier;

/** Gives every call the id under which logs and errors tell of it. */
final class RequestIds implements ServerInterceptor {
  private static final Context.Key<String> KEY = Context.keyWithDefault("apg.mesh.request", "-");

  private final Supplier<String> ids;

  RequestIds(Supplier<String> ids) {
    this.ids = ids;
  }

  /** The id of the call that the current thread handles. */
  static String current() {
    return KEY.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String said = headers.get(CallMetadata.REQUEST_ID);
    String id = said != null && RequestId.isSane(said) ? said : ids.get();
    return Contexts.interceptCall(Context.current().withValue(KEY, id), call, headers, next);
  }
}
