package io.apg.mesh.controlplane.api;

import com.google.protobuf.Value;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Everything that is wrong with one request, as REST and gRPC tell it. A value; thread-safe.
 *
 * @param message what is wrong, in one sentence
 * @param field JSON pointer or parameter name of the first bad field; empty = none is at fault
 * @param hint what to do about it; may be empty
 * @param details one entry for every bad field; over the network gRPC carries only the first ones
 * @param detailsTotal how many details there were before any were left out
 */
public record ApiError(
    ErrorCode code,
    String message,
    String field,
    String hint,
    List<Detail> details,
    int detailsTotal) {

  /** One bad field: where, what, and the value found there ({@code NULL_VALUE} for none). */
  public record Detail(String field, String message, Value value) {
    /** A detail whose value is text. */
    public static Detail of(String field, String message, String value) {
      return new Detail(field, message, Value.newBuilder().setStringValue(value).build());
    }
  }

  public ApiError {
    details = List.copyOf(details);
    detailsTotal = Math.max(detailsTotal, details.size());
  }

  /** An error that no single field is to blame for. */
  public static ApiError of(ErrorCode code, String message) {
    return new ApiError(code, message, "", "", List.of(), 0);
  }

  /** An error with every bad field. */
  public static ApiError of(ErrorCode code, String message, String hint, List<Detail> details) {
    String field = details.isEmpty() ? "" : details.get(0).field();
    return new ApiError(code, message, field, hint, details, details.size());
  }

  /** What a failed gRPC call tells: all of it in process, the first details over a network. */
  public static ApiError fromGrpc(StatusRuntimeException failure) {
    return GrpcErrors.decode(failure);
  }

  /** The same error with another hint. */
  public ApiError withHint(String newHint) {
    return new ApiError(code, message, field, newHint, details, detailsTotal);
  }

  /** The same error with its fields named as {@code rename} says. */
  public ApiError withFields(UnaryOperator<String> rename) {
    List<Detail> renamed =
        details.stream()
            .map(d -> new Detail(rename.apply(d.field()), d.message(), d.value()))
            .toList();
    return new ApiError(
        code, message, field.isEmpty() ? field : rename.apply(field), hint, renamed, detailsTotal);
  }

  /** The status that ends a gRPC call with this error. */
  public StatusRuntimeException toGrpc() {
    return GrpcErrors.encode(this);
  }

  /** This error, to be thrown. */
  public ApiException toException() {
    return new ApiException(this);
  }
}
