package io.apg.mesh.controlplane.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.config.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizerTest {
  private static final Secret SECRET = new Secret("hT3uVQ0m5o0m1pZ8bG6yq2l9wXcE7rKdS4jNfAaPvU0=");
  private static final Secret OTHER = new Secret("kk3uVQ0m5o0m1pZ8bG6yq2l9wXcE7rKdS4jNfAaPvU0=");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String READ = "apg.mesh.v1.RouteRegistry/GetRoute";
  private static final String WRITE = "apg.mesh.v1.RouteRegistry/CreateRoute";
  private static final String HEALTH = "apg.mesh.v1.HealthService/GetHealth";

  private final Authorizer authorizer =
      Authorizer.requiring(new TokenVerifier(SECRET, Clock.fixed(NOW, ZoneOffset.UTC)));

  @Test
  void authorize_issuedToken_isItsBearer() {
    Principal ops = new Principal("ops", "default", EnumSet.of(Role.ADMIN));

    assertThat(authorizer.authorize(WRITE, "Bearer " + issue(SECRET, ops), null)).isEqualTo(ops);
    assertThat(authorizer.authorize(WRITE, "bearer " + issue(SECRET, ops), "default"))
        .isEqualTo(ops);
  }

  @ParameterizedTest
  @CsvSource({
    "viewer, apg.mesh.v1.RouteRegistry/GetRoute, true",
    "viewer, apg.mesh.v1.RouteRegistry/CreateRoute, false",
    "viewer, apg.mesh.v1.ApplyService/Apply, false",
    "operator, apg.mesh.v1.ApplyService/Apply, true",
    "operator, apg.mesh.v1.ProxyService/ListProxies, true",
    "admin, apg.mesh.v1.ServiceRegistry/DeleteService, true",
    "admin, apg.mesh.v1.RouteRegistry/NoSuchMethod, false",
    "admin, some.other.Service/Call, false"
  })
  void check_role_againstMethod(String role, String method, boolean allowed) {
    String token = issue(SECRET, new Principal("x", "default", Set.of(Role.ofWord(role))));

    ApiException refused =
        catchThrowableOfType(ApiException.class, () -> authorizer.check(method, "Bearer " + token));

    if (allowed) {
      assertThat(refused).isNull();
    } else {
      assertThat(refused.error().code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }
  }

  @Test
  void check_roleThatIsNotEnough_namesTheOneThatIs() {
    String token = issue(SECRET, new Principal("eve", "default", Set.of(Role.VIEWER)));

    ApiError error = refusal(WRITE, "Bearer " + token, null);

    assertThat(error.message()).isEqualTo("eve may not call " + WRITE + " as viewer");
    assertThat(error.hint()).startsWith("it needs the role operator");
  }

  @Test
  void authorize_noRoleThatIsKnown_isDenied() throws Exception {
    String token = sign(SECRET, claims().claim("roles", List.of("proxy", "king")).build());

    assertThat(refusal(READ, "Bearer " + token, null).code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  @Test
  void authorize_otherTenant_isDenied() {
    String token = issue(SECRET, new Principal("x", "acme", Set.of(Role.ADMIN)));

    assertThat(authorizer.authorize(READ, "Bearer " + token, null).tenant()).isEqualTo("acme");
    assertThat(refusal(READ, "Bearer " + token, "default").code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "Basic eDp5", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c"})
  void authorize_noToken_isUnauthenticatedWithTheWayToOne(String header) {
    ApiError error = refusal(READ, header, null);

    assertThat(error.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(error.hint()).contains("bin/meshd token create");
  }

  @Test
  void authorize_badTokens_eachSaysWhatIsWrong() throws Exception {
    Principal ops = new Principal("ops", "default", Set.of(Role.ADMIN));
    assertMessage("Bearer " + issue(OTHER, ops), "signed with another secret");
    assertMessage(
        "Bearer " + new PlainJWT(new PlainHeader(), claims().build()).serialize(), "not a JWT");
    assertMessage("Bearer " + sign(SECRET, claims().subject(null).build()), "no claim sub");
    assertMessage("Bearer " + sign(SECRET, claims().expirationTime(null).build()), "no claim exp");
    assertMessage("Bearer " + sign(SECRET, claims().claim("tenant", null).build()), "tenant");
    assertMessage("Bearer " + sign(SECRET, claims().claim("tenant", "*").build()), "all tenants");
    assertMessage("Bearer " + sign(SECRET, claims().claim("roles", null).build()), "roles");
    assertMessage("Bearer " + sign(SECRET, claims().claim("roles", "admin").build()), "not a JWT");
    assertMessage(
        "Bearer " + sign(SECRET, claims().notBeforeTime(date(NOW.plusSeconds(60))).build()),
        "not valid before");
    String token = issue(SECRET, ops);
    String tampered = token.substring(0, token.length() - 4) + "AAAA";
    assertMessage("Bearer " + tampered, "another secret");
  }

  @Test
  void authorize_otherAlgorithm_isRefused() throws Exception {
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS384), claims().build());
    token.sign(new MACSigner((SECRET.value() + SECRET.value()).getBytes(StandardCharsets.UTF_8)));

    assertMessage("Bearer " + token.serialize(), "HS256");
  }

  @ParameterizedTest
  @CsvSource({"-29, true", "-30, false", "-3600, false", "1, true"})
  void authorize_expiry_withASmallSkew(long seconds, boolean allowed) throws Exception {
    String token = sign(SECRET, claims().expirationTime(date(NOW.plusSeconds(seconds))).build());

    ApiException refused =
        catchThrowableOfType(
            ApiException.class, () -> authorizer.authorize(READ, "Bearer " + token, null));

    assertThat(refused == null).isEqualTo(allowed);
  }

  @Test
  void authorize_openMethod_letsStrangersAndBadTokensIn() {
    Principal acme = new Principal("x", "acme", Set.of(Role.VIEWER));

    assertThat(authorizer.authorize(HEALTH, null, null)).isEqualTo(Principal.STRANGER);
    assertThat(authorizer.authorize(HEALTH, "Bearer x", null)).isEqualTo(Principal.STRANGER);
    assertThat(authorizer.authorize(HEALTH, "Bearer " + issue(SECRET, acme), null)).isEqualTo(acme);
  }

  @Test
  void authorize_authenticationOff_isAnonymousInTheDefaultTenant() {
    Authorizer open = Authorizer.open();

    Principal anyone = open.authorize(WRITE, "Bearer rubbish", null);

    assertThat(anyone.subject()).isEqualTo("anonymous");
    assertThat(anyone.tenant()).isEqualTo("default");
    assertThat(
            catchThrowableOfType(ApiException.class, () -> open.authorize(WRITE, null, "acme"))
                .error()
                .code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  private void assertMessage(String authorization, String part) {
    ApiError error = refusal(READ, authorization, null);
    assertThat(error.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(error.message()).contains(part);
    assertThat(error.toString()).doesNotContain(authorization.substring("Bearer ".length()));
  }

  private ApiError refusal(String method, String authorization, String tenant) {
    return catchThrowableOfType(
            ApiException.class, () -> authorizer.authorize(method, authorization, tenant))
        .error();
  }

  private static String issue(Secret secret, Principal principal) {
    return new TokenIssuer(secret, Clock.fixed(NOW, ZoneOffset.UTC), () -> "id")
        .issue(principal, Duration.ofHours(1));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("ops")
        .claim("tenant", "default")
        .claim("roles", List.of("viewer"))
        .expirationTime(date(NOW.plusSeconds(60)));
  }

  @SuppressWarnings("JavaUtilDate") // The library's own type.
  private static Date date(Instant time) {
    return Date.from(time);
  }

  private static String sign(Secret secret, JWTClaimsSet claims) throws Exception {
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    token.sign(new MACSigner(secret.bytes()));
    return token.serialize();
  }
}
