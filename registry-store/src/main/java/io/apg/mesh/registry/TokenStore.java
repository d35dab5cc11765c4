package io.apg.mesh.registry;

import java.time.Instant;
import java.util.List;

/**
 * Keeps which tokens were made, and which of them count no more. What a method wrote is on disk
 * when it returns. Thread-safe; every method does I/O and throws {@link StoreUnavailableException}
 * when that fails.
 */
public interface TokenStore {
  /** Adds a token that was made; it must be new. */
  void addToken(TokenRecord token);

  /**
   * Revokes a token. One that is not known here is kept too, for it may have been made elsewhere;
   * of one that is revoked already, the first revocation stays.
   *
   * @return what is kept of it now
   */
  TokenRecord revokeToken(String tenant, String id, Instant time, String actor);

  /** The tokens of a tenant, by id. */
  List<TokenRecord> tokens(String tenant);

  /** Those of all tenants that are revoked. */
  List<TokenRecord> revokedTokens();

  /** Forgets tokens that expired before that time, revoked or not. */
  void trimTokens(Instant before);
}
