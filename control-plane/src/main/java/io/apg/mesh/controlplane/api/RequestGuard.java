package io.apg.mesh.controlplane.api;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a caller may call a method. One object guards both ways in: the HTTP layer asks
 * it before it reads a body, the gRPC interceptor before a call starts. Thread-safe.
 */
@FunctionalInterface
public interface RequestGuard {
  /**
   * Returns where the call is allowed.
   *
   * @param fullMethodName as gRPC has it, {@code apg.mesh.v1.RouteRegistry/GetRoute}
   * @param authorization the {@code Authorization} header, or null where there is none
   * @throws ApiException UNAUTHENTICATED or PERMISSION_DENIED
   */
  void check(String fullMethodName, @Nullable String authorization);
}
