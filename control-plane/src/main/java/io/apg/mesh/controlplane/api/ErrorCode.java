package io.apg.mesh.controlplane.api;

import io.grpc.Status;

/** The error codes of the API, each with its gRPC and its HTTP status. */
public enum ErrorCode {
  MALFORMED(Status.Code.INVALID_ARGUMENT, 400),
  INVALID(Status.Code.INVALID_ARGUMENT, 422),
  UNAUTHENTICATED(Status.Code.UNAUTHENTICATED, 401),
  PERMISSION_DENIED(Status.Code.PERMISSION_DENIED, 403),
  NOT_FOUND(Status.Code.NOT_FOUND, 404),
  METHOD_NOT_ALLOWED(Status.Code.UNIMPLEMENTED, 405),
  UNSUPPORTED_MEDIA_TYPE(Status.Code.INVALID_ARGUMENT, 415),
  ALREADY_EXISTS(Status.Code.ALREADY_EXISTS, 409),
  IN_USE(Status.Code.FAILED_PRECONDITION, 409),
  REVISION_MISMATCH(Status.Code.ABORTED, 412),
  TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED, 413),
  RATE_LIMITED(Status.Code.RESOURCE_EXHAUSTED, 429),
  UNAVAILABLE(Status.Code.UNAVAILABLE, 503),
  TIMEOUT(Status.Code.DEADLINE_EXCEEDED, 504),
  INTERNAL(Status.Code.INTERNAL, 500);

  private final Status.Code grpc;
  private final int http;

  ErrorCode(Status.Code grpc, int http) {
    this.grpc = grpc;
    this.http = http;
  }

  /** The gRPC status code. */
  public Status.Code grpc() {
    return grpc;
  }

  /** The HTTP status code. */
  public int http() {
    return http;
  }

  /** The code for a gRPC status that says nothing more. */
  static ErrorCode of(Status.Code grpc) {
    return switch (grpc) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> INVALID;
      case UNAUTHENTICATED -> UNAUTHENTICATED;
      case PERMISSION_DENIED -> PERMISSION_DENIED;
      case NOT_FOUND -> NOT_FOUND;
      case UNIMPLEMENTED -> METHOD_NOT_ALLOWED;
      case ALREADY_EXISTS -> ALREADY_EXISTS;
      case FAILED_PRECONDITION -> IN_USE;
      case ABORTED -> REVISION_MISMATCH;
      case RESOURCE_EXHAUSTED -> RATE_LIMITED;
      case UNAVAILABLE -> UNAVAILABLE;
      case DEADLINE_EXCEEDED, CANCELLED -> TIMEOUT;
      default -> INTERNAL;
    };
  }
}
