package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.v1.ExplainRequest;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mesh behind the fixture knows no service: what is taken ends as NOT_FOUND. */
class ExplainsTest {
  @TempDir Path folder;

  private AdminFixture admin;

  @BeforeEach
  void open() {
    admin = AdminFixture.in(folder);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  private ApiError asked(ExplainRequest.Builder request) {
    return refusal(() -> admin.explains.explain(request.setFrom("cart").setTo("orders").build()));
  }

  @Test
  void whatIsTooLargeIsInvalid_andNotLookedAt() {
    ApiError refused =
        asked(
            ExplainRequest.newBuilder()
                .setMethod("M".repeat(65))
                .setPath("/" + "a".repeat(8_192))
                .putHeaders("n".repeat(257), "v")
                .putHeaders("x", "v".repeat(8_193)));

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(refused.details())
        .extracting(ApiError.Detail::field)
        .containsExactly("/method", "/path", "/headers", "/headers");
    assertThat(refused.details())
        .extracting(ApiError.Detail::message)
        .allMatch(message -> message.length() < 200)
        .element(1, InstanceOfAssertFactories.STRING)
        .contains("8193 characters (expected: at most 8192)");
  }

  @Test
  void tooManyHeadersAreInvalid() {
    ExplainRequest.Builder request = ExplainRequest.newBuilder();
    for (int n = 0; n < 101; n++) {
      request.putHeaders("x-" + n, "v");
    }

    ApiError refused = asked(request);

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(refused.message()).isEqualTo("headers: 101 headers (expected: at most 100)");
  }

  @Test
  void whatIsAsLargeAsMayBeIsTaken() {
    ExplainRequest.Builder request =
        ExplainRequest.newBuilder().setMethod("M".repeat(64)).setPath("/" + "a".repeat(8_191));
    for (int n = 0; n < 99; n++) {
      request.putHeaders("x-" + n, "v");
    }
    request.putHeaders("n".repeat(256), "v".repeat(8_192));

    assertThat(asked(request).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }
}
