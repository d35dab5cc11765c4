package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.v1.CreateTokenRequest;
import io.apg.mesh.v1.CreateTokenResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  @TempDir Path folder;

  @Test
  void aTokenSaysWhatItsBearerIs() throws Exception {
    try (AdminFixture admin = AdminFixture.in(folder)) {
      CreateTokenResponse made =
          admin.tokens.createToken(
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
    try (AdminFixture admin = AdminFixture.in(folder)) {
      ApiError refused =
          refusal(
              () ->
                  admin.tokens.createToken(
                      CreateTokenRequest.newBuilder().addRoles("king").setTtlSeconds(0).build()));
      assertThat(refused.code()).isEqualTo(ErrorCode.INVALID);
      assertThat(refused.details())
          .extracting("field")
          .containsExactly("/subject", "/roles", "/ttl_seconds");
    }
  }
}
