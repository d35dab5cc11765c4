package io.apg.mesh.controlplane.api;

/** Refuses a request. Has no stack trace: the error is the client's, and says all there is. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  /** Refuses with {@code error}. */
  public ApiException(ApiError error) {
    super(error.code() + ": " + error.message(), null, false, false);
    this.error = error;
  }

  /** What is wrong. */
  public ApiError error() {
    return error;
  }
}
