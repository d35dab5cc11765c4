package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.v1.Access;
import io.apg.mesh.v1.AnnotationsProto;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Objects;

/** Refuses dry runs of methods that would write all the same. Thread-safe. */
final class DryRunGuard implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String said = headers.get(CallMetadata.DRY_RUN);
    if (said == null || said.equals("false")) {
      return next.startCall(call, headers);
    }
    if (!said.equals("true")) {
      return refuse(call, said, "true or false");
    }
    return isSafe(call.getMethodDescriptor())
        ? next.startCall(call, headers)
        : refuse(
            call, said, "nothing: " + call.getMethodDescriptor().getBareMethodName() + " has none");
  }

  private static boolean isSafe(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier)) {
      return false;
    }
    var options = supplier.getMethodDescriptor().getOptions();
    Access access = options.getExtension(AnnotationsProto.access);
    return options.getExtension(AnnotationsProto.canDryRun)
        || access == Access.ACCESS_OPEN
        || access == Access.ACCESS_VIEWER;
  }

  private static <Q> ServerCall.Listener<Q> refuse(
      ServerCall<Q, ?> call, String said, String expected) {
    StatusRuntimeException refusal =
        Refusals.parameter(CallMetadata.DRY_RUN.name(), said, expected).error().toGrpc();
    call.close(
        refusal.getStatus(), Objects.requireNonNullElseGet(refusal.getTrailers(), Metadata::new));
    return new ServerCall.Listener<>() {};
  }
}
