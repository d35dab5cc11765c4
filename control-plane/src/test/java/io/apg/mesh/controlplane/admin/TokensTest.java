package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.config.Secret;
import io.apg.mesh.controlplane.security.Authorizer;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.controlplane.security.TokenVerifier;
import io.apg.mesh.v1.CreateTokenRequest;
import io.apg.mesh.v1.CreateTokenResponse;
import io.apg.mesh.v1.TokenServiceGrpc;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final Secret SECRET = new Secret("another secret of thirty-two bytes");
  private static final Authorizer ASKING =
      Authorizer.requiring(new TokenVerifier(SECRET, Clock.systemUTC()));

  private static final CreateTokenRequest GOOD =
      CreateTokenRequest.newBuilder().setSubject("ci").addRoles("operator").build();

  @TempDir Path folder;

  private static TokenServiceGrpc.TokenServiceBlockingStub asAdmin(AdminFixture admin) {
    Principal root = new Principal("root", Principal.DEFAULT_TENANT, Set.of(Role.ADMIN));
    Metadata headers = new Metadata();
    headers.put(
        CallMetadata.AUTHORIZATION,
        "Bearer "
            + new TokenIssuer(SECRET, Clock.systemUTC(), () -> "root")
                .issue(root, Duration.ofHours(1)));
    return admin.tokens.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Test
  void aTokenSaysWhatItsBearerIs() throws Exception {
    try (AdminFixture admin = AdminFixture.in(folder, ASKING)) {
      CreateTokenResponse made =
          asAdmin(admin)
              .createToken(
                  CreateTokenRequest.newBuilder()
                      .setSubject("ci")
                      .addRoles("operator")
                      .setTtlSeconds(60)
                      .build());
      var claims = SignedJWT.parse(made.getToken()).getJWTClaimsSet();
      assertThat(claims.getSubject()).isEqualTo("ci");
      assertThat(claims.getStringListClaim("roles")).containsExactly("operator");
      assertThat(claims.getStringClaim("tenant")).isEqualTo("default");
      assertThat(claims.getJWTID()).isEqualTo(made.getTokenId());
      Instant expires = Instant.ofEpochSecond(made.getExpiresAt().getSeconds());
      assertThat(expires).isBetween(Instant.now(), Instant.now().plusSeconds(61));
    }
  }

  @Test
  void everythingWrongIsToldAtOnce() {
    try (AdminFixture admin = AdminFixture.in(folder, ASKING)) {
      ApiError refused =
          refusal(
              () ->
                  asAdmin(admin)
                      .createToken(
                          CreateTokenRequest.newBuilder()
                              .addRoles("king")
                              .setTtlSeconds(0)
                              .build()));
      assertThat(refused.code()).isEqualTo(ErrorCode.INVALID);
      assertThat(refused.details())
          .extracting("field")
          .containsExactly("/subject", "/roles", "/ttl_seconds");
    }
  }

  @Test
  void withoutAuthenticationNoTokenIsMade() {
    try (AdminFixture admin = AdminFixture.in(folder, Authorizer.open())) {
      ApiError refused = refusal(() -> admin.tokens.createToken(GOOD));
      assertThat(refused.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
      assertThat(refused.hint()).contains("meshd token create");
      assertThat(admin.tokensMade).hasValue(0);
    }
  }

  @Test
  void aRequestThatIsOnlyToBeCheckedMakesNone() {
    try (AdminFixture admin = AdminFixture.in(folder, ASKING)) {
      Metadata headers = new Metadata();
      headers.put(CallMetadata.CHECK_ONLY, "true");
      TokenServiceGrpc.TokenServiceBlockingStub checked =
          asAdmin(admin).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      ApiError good = refusal(() -> checked.createToken(GOOD));
      assertThat(good.code()).isEqualTo(ErrorCode.INVALID);
      assertThat(good.details()).isEmpty();
      assertThat(good.message()).contains("nothing was changed");
      assertThat(admin.tokensMade).hasValue(0);
    }
  }
}
