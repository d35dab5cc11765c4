package io.apg.mesh.controlplane.security;

import io.apg.mesh.registry.TokenRecord;
import io.apg.mesh.registry.TokenStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * The tokens that were made here, and those that are revoked: in the store, and the revoked ones in
 * memory too, where every call looks. What expired is forgotten with the next write. Thread-safe;
 * all but {@link #contains} blocks, and throws {@link
 * io.apg.mesh.registry.StoreUnavailableException} when the store fails.
 */
public final class TokenRegister implements Revocations {
  /** Longer than any clock is off. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private final TokenStore store;
  private final Clock clock;
  private final Map<Key, Instant> revoked = new ConcurrentHashMap<>();
  private final List<BiConsumer<String, String>> listeners = new CopyOnWriteArrayList<>();

  private record Key(String tenant, String id) {}

  private TokenRegister(TokenStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Over an open store. */
  public static TokenRegister load(TokenStore store, Clock clock) {
    TokenRegister register = new TokenRegister(store, clock);
    register.trim();
    store.revokedTokens().forEach(register::remember);
    return register;
  }

  /** {@code listener} hears tenant and id of each token that is revoked from now on. */
  public void onRevoked(BiConsumer<String, String> listener) {
    listeners.add(listener);
  }

  /** Keeps that a token was made. */
  public void add(TokenRecord token) {
    trim();
    store.addToken(token);
  }

  /** Revokes a token, whether it was made here or not; when this returns it opens nothing. */
  public TokenRecord revoke(String tenant, String id, String actor) {
    trim();
    TokenRecord token = store.revokeToken(tenant, id, clock.instant(), actor);
    remember(token);
    listeners.forEach(listener -> listener.accept(tenant, id));
    return token;
  }

  /** The tokens of a tenant that have not expired, by id. */
  public List<TokenRecord> tokens(String tenant) {
    Instant now = clock.instant();
    return store.tokens(tenant).stream()
        .filter(token -> token.expires() == null || now.isBefore(token.expires()))
        .toList();
  }

  @Override
  public boolean contains(String tenant, String id) {
    return revoked.containsKey(new Key(tenant, id));
  }

  private void remember(TokenRecord token) {
    Instant end = token.expires() == null ? Instant.MAX : token.expires();
    revoked.put(new Key(token.tenant(), token.id()), end);
  }

  private void trim() {
    Instant before = clock.instant().minus(MARGIN);
    store.trimTokens(before);
    revoked.values().removeIf(end -> end.isBefore(before));
  }
}
