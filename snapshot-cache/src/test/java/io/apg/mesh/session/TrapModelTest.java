package io.apg.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model client in every trap; {@code TrapEnvoyTest} plays the same to a real Envoy. */
class TrapModelTest {
  static Stream<TrapScript> scripts() {
    return Stream.of(Form.values()).flatMap(form -> TrapScript.all(form).stream());
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void behavesAsAnEnvoy(TrapScript script) {
    assertThat(script.play(new TrapModel(script.form())))
        .as("%s", script)
        .isEqualTo(script.expected());
  }
}
