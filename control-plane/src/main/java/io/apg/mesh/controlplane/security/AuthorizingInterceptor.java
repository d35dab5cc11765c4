package io.apg.mesh.controlplane.security;

import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.Objects;

/** Lets calls pass that the {@link Authorizer} allows, with their {@link Principal}. */
public final class AuthorizingInterceptor implements ServerInterceptor {
  private final Authorizer authorizer;

  /** Over the object that guards the HTTP layer too. */
  public AuthorizingInterceptor(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Principal principal;
    try {
      principal =
          authorizer.authorize(
              call.getMethodDescriptor().getFullMethodName(),
              headers.get(CallMetadata.AUTHORIZATION),
              headers.get(CallMetadata.TENANT));
    } catch (ApiException refused) {
      StatusRuntimeException failure = refused.error().toGrpc();
      call.close(
          failure.getStatus(), Objects.requireNonNullElseGet(failure.getTrailers(), Metadata::new));
      return new ServerCall.Listener<>() {};
    }
    Context context = Context.current().withValue(Principal.KEY, principal);
    return Contexts.interceptCall(context, call, headers, next);
  }
}
