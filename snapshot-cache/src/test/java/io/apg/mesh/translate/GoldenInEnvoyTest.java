package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real Envoy accepts what is made of every golden case that is for Envoys. */
final class GoldenInEnvoyTest {
  static List<Path> cases() throws IOException {
    return GoldenTest.cases().stream()
        .filter(folder -> !folder.getFileName().toString().startsWith("proxyless"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void accepted(Path folder, @TempDir Path temporary) throws Exception {
    IrYaml ir = IrYaml.read(folder.resolve(GoldenTest.INPUT));
    assertThat(Envoy.complaint(temporary, StaticConfig.of(Translated.of(ir)))).isEmpty();
  }
}
