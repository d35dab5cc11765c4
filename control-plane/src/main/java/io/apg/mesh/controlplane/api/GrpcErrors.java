package io.apg.mesh.controlplane.api;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.apg.mesh.v1.ErrorBody;
import io.apg.mesh.v1.ErrorDetail;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link ApiError} travels in a gRPC status: as {@code google.rpc.ErrorInfo} and {@link
 * ErrorBody} in the trailers, cut so that they fit the usual limit of 8 KB for headers, and whole
 * as the status's cause, which only an in-process client sees.
 */
final class GrpcErrors {
  static final String DOMAIN = "apg.mesh";
  static final int MAX_DETAILS = 20;
  private static final int MAX_BYTES = 4_000;
  private static final int MAX_TEXT = 600;
  private static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

  private GrpcErrors() {}

  static StatusRuntimeException encode(ApiError error) {
    Status status =
        error
            .code()
            .grpc()
            .toStatus()
            .withDescription(cut(error.message()))
            .withCause(new ApiException(error));
    Metadata trailers = new Metadata();
    trailers.put(
        DETAILS,
        com.google.rpc.Status.newBuilder()
            .setCode(status.getCode().value())
            .setMessage(cut(error.message()))
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(error.code().name())
                        .setDomain(DOMAIN)
                        .build()))
            .addDetails(Any.pack(body(error)))
            .build());
    return status.asRuntimeException(trailers);
  }

  static ApiError decode(StatusRuntimeException failure) {
    if (failure.getCause() instanceof ApiException whole) {
      return whole.error();
    }
    Metadata trailers = failure.getTrailers();
    com.google.rpc.Status details = trailers == null ? null : trailers.get(DETAILS);
    ApiError told = details == null ? null : fromDetails(details);
    if (told != null) {
      return told;
    }
    ErrorCode code = ErrorCode.of(failure.getStatus().getCode());
    String description = failure.getStatus().getDescription();
    // A status that is not ours may carry anything; an internal one is never shown.
    return ApiError.of(
        code,
        code == ErrorCode.INTERNAL || description == null
            ? code.name().toLowerCase(Locale.ROOT).replace('_', ' ')
            : description);
  }

  private static ErrorBody body(ApiError error) {
    ErrorBody.Builder body =
        ErrorBody.newBuilder()
            .setCode(error.code().name())
            .setMessage(cut(error.message()))
            .setField(cut(error.field()))
            .setHint(cut(error.hint()))
            .setDetailsTotal(error.detailsTotal());
    int bytes = body.build().getSerializedSize();
    for (ApiError.Detail detail : error.details()) {
      ErrorDetail next =
          ErrorDetail.newBuilder()
              .setField(cut(detail.field()))
              .setMessage(cut(detail.message()))
              .setValue(detail.value())
              .build();
      bytes += next.getSerializedSize() + 3;
      if (body.getDetailsCount() == MAX_DETAILS || bytes > MAX_BYTES) {
        break;
      }
      body.addDetails(next);
    }
    return body.build();
  }

  private static @Nullable ApiError fromDetails(com.google.rpc.Status details) {
    for (Any any : details.getDetailsList()) {
      if (any.is(ErrorBody.class)) {
        try {
          return fromBody(any.unpack(ErrorBody.class));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
          return null;
        }
      }
    }
    return null;
  }

  private static ApiError fromBody(ErrorBody body) {
    List<ApiError.Detail> details =
        body.getDetailsList().stream()
            .map(d -> new ApiError.Detail(d.getField(), d.getMessage(), d.getValue()))
            .toList();
    return new ApiError(
        ErrorCode.valueOf(body.getCode()),
        body.getMessage(),
        body.getField(),
        body.getHint(),
        details,
        body.getDetailsTotal());
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 3) + "...";
  }
}
