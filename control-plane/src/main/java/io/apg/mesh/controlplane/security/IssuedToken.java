package io.apg.mesh.controlplane.security;

import java.time.Instant;

/**
 * A token that was just made.
 *
 * @param text the token itself; never to be logged
 * @param id its claim {@code jti}
 */
public record IssuedToken(String text, String id, Instant expires) {
  @Override
  public String toString() {
    return "IssuedToken[" + id + "]";
  }
}
