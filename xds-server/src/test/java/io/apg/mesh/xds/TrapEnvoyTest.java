package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.session.Form;
import io.apg.mesh.session.TrapScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real Envoy says in every trap what its model says: both are held to the same scripts, which
 * {@code TrapModelTest} plays to the model.
 */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class TrapEnvoyTest {
  @TempDir Path directory;

  static Stream<TrapScript> scripts() {
    return Stream.of(Form.values()).flatMap(form -> TrapScript.all(form).stream());
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void behavesAsItsModel(TrapScript script) throws IOException {
    try (TrapEnvoy envoy = new TrapEnvoy(directory, script.form())) {
      String played = script.play(envoy);
      assertThat(played).as("%s", script).isEqualTo(script.expected());
    }
  }
}
