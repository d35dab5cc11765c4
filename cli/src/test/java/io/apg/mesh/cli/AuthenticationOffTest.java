package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/operations.md says of tokens where nobody asks for them. */
class AuthenticationOffTest {
  @TempDir Path folder;

  @Test
  void everybodyIsAnonymousAndTokensAreNotLookedAt() throws Exception {
    try (LiveMesh mesh = LiveMesh.in(folder, "security.authentication_required=false")) {
      Shells nobody = new Shells().with("MESHCTL_SERVER", mesh.url());
      Shells.Ran applied =
          nobody.typing("{kind: service, service_name: cart}").run("apply", "-f", "-");
      assertThat(applied.exit()).as("%s", applied).isZero();
      assertThat(nobody.run("describe", "revision", "1").out()).contains("Actor:     anonymous");
      Shells.Ran stranger =
          new Shells()
              .with("MESHCTL_SERVER", mesh.url())
              .with("MESHCTL_TOKEN", "no token at all")
              .run("get", "services");
      assertThat(stranger.exit()).as("%s", stranger).isZero();
      Shells.Ran token = nobody.run("token", "create", "--subject", "ci", "--role", "viewer");
      assertThat(token.exit()).as("%s", token).isEqualTo(1);
    }
  }
}
