package io.apg.mesh.controlplane.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.config.Secret;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads tokens. Says what is wrong with one, never the token itself. Thread-safe. */
public final class TokenVerifier {
  static final String TENANT = "tenant";
  static final String ROLES = "roles";
  static final String HINT =
      "make a token with: bin/meshd token create --subject NAME --role viewer|operator|admin";
  static final String SERVICE = "service";
  static final String GATEWAY = "gateway";
  private static final String PLATFORM = "*";
  private static final String NAMESPACES = "namespaces";
  private static final String SCHEME = "bearer ";
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final MACVerifier verifier;
  private final Clock clock;
  private final Revocations revocations;

  /**
   * For tokens that {@code secret} signed, none of them revoked.
   *
   * @throws IllegalArgumentException when it is too short
   */
  public TokenVerifier(Secret secret, Clock clock) {
    this(secret, clock, Revocations.NONE);
  }

  /** The same, but for those that are revoked. */
  public TokenVerifier(Secret secret, Clock clock, Revocations revocations) {
    try {
      this.verifier = new MACVerifier(secret.bytes());
    } catch (JOSEException weak) {
      throw new IllegalArgumentException("secret: *** (expected: " + Secret.EXPECTED + ")", weak);
    }
    this.clock = clock;
    this.revocations = revocations;
  }

  /**
   * The token that a header {@code Authorization} brings.
   *
   * @throws ApiException UNAUTHENTICATED
   */
  public VerifiedToken bearer(String authorization) {
    if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw refused("the header Authorization is not: Bearer TOKEN");
    }
    return verify(authorization.substring(SCHEME.length()).strip());
  }

  /** Whether a token that was good has been revoked since. */
  public boolean isRevoked(VerifiedToken token) {
    return token.id() != null && revocations.contains(token.principal().tenant(), token.id());
  }

  /**
   * What the token says.
   *
   * @throws ApiException UNAUTHENTICATED
   */
  VerifiedToken verify(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (!jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256)) {
        throw refused("the token is not signed with HS256");
      }
      if (!jwt.verify(verifier)) {
        throw refused("the token was signed with another secret");
      }
      VerifiedToken verified = verified(jwt.getJWTClaimsSet());
      if (isRevoked(verified)) {
        throw refused("the token " + verified.id() + " was revoked");
      }
      return verified;
    } catch (ParseException | JOSEException | IllegalArgumentException malformed) {
      throw refused("the token is not a JWT");
    }
  }

  private VerifiedToken verified(JWTClaimsSet claims) throws ParseException {
    Instant end = checkTimes(claims.getExpirationTime(), claims.getNotBeforeTime());
    Principal principal = principal(claims);
    return new VerifiedToken(
        principal, claims.getJWTID(), end, binding(claims, principal.tenant()));
  }

  private static @Nullable ProxyBinding binding(JWTClaimsSet claims, String tenant)
      throws ParseException {
    String service = claims.getStringClaim(SERVICE);
    String gateway = claims.getStringClaim(GATEWAY);
    if (service != null && gateway != null) {
      throw refused("the token has the claims service and gateway (expected: one of them)");
    }
    if (service == null && gateway == null) {
      return null;
    }
    return service != null
        ? new ProxyBinding(tenant, service, /* gateway= */ false)
        : new ProxyBinding(tenant, gateway, /* gateway= */ true);
  }

  private static Principal principal(JWTClaimsSet claims) throws ParseException {
    String subject = claims.getSubject();
    if (subject == null || subject.isBlank()) {
      throw refused("the token has no claim sub");
    }
    String tenant = claims.getStringClaim(TENANT);
    if (tenant == null || tenant.isBlank()) {
      throw refused("the token has no claim tenant");
    }
    if (tenant.equals(PLATFORM)) {
      throw refused("tokens for all tenants are not available in this version");
    }
    if (claims.getClaim(NAMESPACES) != null) {
      throw refused("tokens for some namespaces only are not available in this version");
    }
    List<String> words = claims.getStringListClaim(ROLES);
    if (words == null) {
      throw refused("the token has no claim roles");
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : words) {
      Role role = word == null ? null : Role.ofWord(word);
      if (role != null) {
        roles.add(role);
      }
    }
    return new Principal(subject, tenant, roles);
  }

  /** When it ends. */
  private Instant checkTimes(@Nullable Date expires, @Nullable Date notBefore) {
    Instant now = clock.instant();
    if (expires == null) {
      throw refused("the token has no claim exp");
    }
    Instant end = expires.toInstant().plus(SKEW);
    if (!now.isBefore(end)) {
      throw refused("the token expired at " + expires.toInstant());
    }
    if (notBefore != null && now.isBefore(notBefore.toInstant().minus(SKEW))) {
      throw refused("the token is not valid before " + notBefore.toInstant());
    }
    return end;
  }

  static ApiException refused(String message) {
    return ApiError.of(ErrorCode.UNAUTHENTICATED, message).withHint(HINT).toException();
  }
}
