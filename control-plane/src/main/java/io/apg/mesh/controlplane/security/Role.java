package io.apg.mesh.controlplane.security;

import io.apg.mesh.v1.Access;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a token lets its bearer do; each role may do what the ones before it may, but for {@link
 * #PROXY}, which opens the xDS port only.
 */
public enum Role {
  /** Reads. */
  VIEWER(Access.ACCESS_VIEWER),
  /** Writes services, endpoints and routes. */
  OPERATOR(Access.ACCESS_OPERATOR),
  /** Everything in the tenant. */
  ADMIN(Access.ACCESS_ADMIN),
  /** Connects to the xDS port as a proxy of one service, or as one gateway. */
  PROXY(Access.ACCESS_OPEN);

  private final Access access;

  Role(Access access) {
    this.access = access;
  }

  /** Lower-case word, as in a token's {@code roles}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role with that word, or null: tokens may carry roles that mean something to others. */
  public static @Nullable Role ofWord(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    return null;
  }

  /** Whether this role is enough for a method. */
  boolean allows(Access needed) {
    return needed != Access.ACCESS_UNSPECIFIED && access.getNumber() >= needed.getNumber();
  }
}
