package io.apg.mesh.controlplane.security;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.api.RequestGuard;
import io.apg.mesh.v1.Access;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may call what, for REST and gRPC alike. Thread-safe.
 *
 * <p>Where authentication is off every caller is {@code anonymous}, with all roles, in tenant
 * {@code default}.
 */
public final class Authorizer implements RequestGuard {
  private final MethodAccess methods = MethodAccess.ofAdminApi();
  private final @Nullable TokenVerifier verifier;

  private Authorizer(@Nullable TokenVerifier verifier) {
    this.verifier = verifier;
  }

  /** Asks for tokens. */
  public static Authorizer requiring(TokenVerifier verifier) {
    return new Authorizer(verifier);
  }

  /** Lets everybody in. */
  public static Authorizer open() {
    return new Authorizer(null);
  }

  /** Whether callers must show who they are. */
  public boolean asksForTokens() {
    return verifier != null;
  }

  @Override
  public void check(String fullMethodName, @Nullable String authorization) {
    authorize(fullMethodName, authorization, null);
  }

  /**
   * Who calls, where the call is allowed.
   *
   * @param tenant the tenant that the caller picks; null = the token's own
   * @throws ApiException UNAUTHENTICATED or PERMISSION_DENIED
   */
  public Principal authorize(
      String fullMethodName, @Nullable String authorization, @Nullable String tenant) {
    Access needed = methods.of(fullMethodName);
    Principal principal = identify(needed, authorization);
    if (needed != Access.ACCESS_OPEN
        && principal.roles().stream().noneMatch(role -> role.allows(needed))) {
      throw denied(
          principal.subject() + " may not call " + fullMethodName + roles(principal),
          needed == Access.ACCESS_UNSPECIFIED
              ? ""
              : "it needs the role " + word(needed) + "; " + TokenVerifier.HINT);
    }
    if (tenant != null && !tenant.equals(principal.tenant())) {
      throw denied(
          principal.subject() + " belongs to tenant " + principal.tenant() + ", not " + tenant,
          "leave X-Mesh-Tenant out, or use a token of that tenant");
    }
    return principal;
  }

  private Principal identify(Access needed, @Nullable String authorization) {
    if (verifier == null) {
      return Principal.ANYONE;
    }
    if (needed == Access.ACCESS_OPEN) {
      return stranger(verifier, authorization);
    }
    if (authorization == null || authorization.isBlank()) {
      throw ApiError.of(ErrorCode.UNAUTHENTICATED, "the request has no token")
          .withHint("send Authorization: Bearer TOKEN; " + TokenVerifier.HINT)
          .toException();
    }
    return bearer(verifier, authorization);
  }

  /** An open method takes a token into account, but a bad one bars nobody. */
  private static Principal stranger(TokenVerifier verifier, @Nullable String authorization) {
    try {
      return authorization == null ? Principal.STRANGER : bearer(verifier, authorization);
    } catch (ApiException badToken) {
      return Principal.STRANGER;
    }
  }

  private static Principal bearer(TokenVerifier verifier, String authorization) {
    return verifier.bearer(authorization).principal();
  }

  private static ApiException denied(String message, String hint) {
    return ApiError.of(ErrorCode.PERMISSION_DENIED, message).withHint(hint).toException();
  }

  private static String roles(Principal principal) {
    return principal.roles().isEmpty()
        ? " without a role"
        : principal.roles().stream()
            .sorted()
            .map(Role::word)
            .collect(Collectors.joining(", ", " as ", ""));
  }

  private static String word(Access access) {
    return access.name().substring("ACCESS_".length()).toLowerCase(Locale.ROOT);
  }
}
