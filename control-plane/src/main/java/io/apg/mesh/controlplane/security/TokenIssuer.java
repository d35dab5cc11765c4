package io.apg.mesh.controlplane.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.apg.mesh.controlplane.config.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes tokens: JWTs signed with HS256. Thread-safe. */
public final class TokenIssuer {
  private final Secret secret;
  private final Clock clock;
  private final Supplier<String> ids;

  /** With {@code ids} as source of the claim {@code jti}. */
  public TokenIssuer(Secret secret, Clock clock, Supplier<String> ids) {
    this.secret = secret;
    this.clock = clock;
    this.ids = ids;
  }

  /** A token for {@code principal} that is good for {@code life} from now on. */
  public String issue(Principal principal, Duration life) {
    return make(principal, life).text();
  }

  /** The same, with what is to be known of it. */
  public IssuedToken make(Principal principal, Duration life) {
    return make(principal, life, null);
  }

  /** A token for proxies, which opens the xDS port only. */
  public IssuedToken make(String subject, ProxyBinding proxies, Duration life) {
    return make(new Principal(subject, proxies.tenant(), Set.of(Role.PROXY)), life, proxies);
  }

  private IssuedToken make(Principal principal, Duration life, @Nullable ProxyBinding proxies) {
    Instant now = clock.instant();
    Instant expires = now.plus(life);
    String id = ids.get();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(principal.subject())
            .claim(TokenVerifier.TENANT, principal.tenant())
            .claim(
                TokenVerifier.ROLES, principal.roles().stream().sorted().map(Role::word).toList())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(expires))
            .jwtID(id);
    if (proxies != null) {
      claims.claim(
          proxies.gateway() ? TokenVerifier.GATEWAY : TokenVerifier.SERVICE, proxies.owner());
    }
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
    try {
      token.sign(new MACSigner(secret.bytes()));
    } catch (JOSEException weak) {
      throw new IllegalArgumentException("secret: *** (expected: " + Secret.EXPECTED + ")", weak);
    }
    return new IssuedToken(token.serialize(), id, expires);
  }
}
