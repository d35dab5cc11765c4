package io.apg.mesh.controlplane.security;

import io.grpc.Context;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who calls.
 *
 * @param subject as the audit names the caller
 * @param tenant the tenant that the call is about
 */
public record Principal(String subject, String tenant, Set<Role> roles) {
  /** The tenant of those who name none. */
  public static final String DEFAULT_TENANT = "default";

  /** A caller without a token, where a method is open to everybody. */
  static final Principal STRANGER = new Principal("anonymous", DEFAULT_TENANT, Set.of());

  /** Every caller, where authentication is off. */
  static final Principal ANYONE =
      new Principal(
          "anonymous", DEFAULT_TENANT, EnumSet.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN));

  static final Context.Key<Principal> KEY = Context.keyWithDefault("apg.mesh.principal", STRANGER);

  public Principal {
    roles = Set.copyOf(roles);
  }

  /** Who makes the gRPC call that the current thread handles. */
  public static Principal current() {
    return KEY.get();
  }
}
