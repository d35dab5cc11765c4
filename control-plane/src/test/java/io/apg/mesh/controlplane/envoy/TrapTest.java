package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check at the end of every test on an Envoy, for itself. */
class TrapTest {
  @TempDir Path folder;

  @Test
  void aRejectionThatNobodyExpectedFailsTheTestThatLeftItBehind() throws Exception {
    Mesh mesh = Mesh.start(folder);
    int port = Mesh.freePort();
    // Our limit for regular expressions is higher than an Envoy's without our bootstrap.
    String bootstrap =
        mesh.bootstrap("svc_cart~1", "outbound=127.0.0.1:" + port)
            .replace("\"re2.max_program_size.error_level\"", "\"some.other.key\"");
    Mesh.Running sidecar = mesh.launch(bootstrap, "svc_cart~1", port);
    mesh.apply(Objects.service("cart", "shop", "v1", mesh.backend("cart", "v1")));
    mesh.api().post("/api/apply", Objects.apply(tooLarge()));
    sidecar.await("refused", Mesh.LATER, () -> rejections(sidecar) > 0);

    assertThatThrownBy(mesh::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("REJECTION")
        .hasMessageContaining("update_rejected=1");
  }

  private static String tooLarge() {
    return Objects.route("bad", "\"bad.shop\"", "/[a-z0-9-]{1,63}/[a-z0-9-]{1,63}", "svc_cart=1")
        .replace("\"match_value\"", "\"match_type\": \"regex\", \"match_value\"");
  }

  private static long rejections(Mesh.Running sidecar) throws IOException {
    return sidecar.envoy().stats("update_rejected").values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
