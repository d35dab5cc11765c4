package io.apg.mesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a control plane that is killed leaves behind. */
class NativeLibraryTest {
  @TempDir Path temporary;

  @Test
  void killedProcessesLeaveNoLibraries() throws Exception {
    MeshdLaunch launch =
        MeshdLaunch.onClassPath()
            .variable("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary.toAbsolutePath());
    try (MeshdProcess meshd = launch.start()) {
      assertThat(libraries(meshd)).isEmpty();
      meshd.kill();
      meshd.restart();
      meshd.kill();
      assertThat(libraries(meshd)).isEmpty();
      meshd.restart();
      assertThat(meshd.alive()).isTrue();
    }
    assertThat(files(temporary)).noneMatch(NativeLibraryTest::isLibrary);
  }

  private List<Path> libraries(MeshdProcess meshd) throws IOException {
    return Stream.concat(files(temporary).stream(), files(meshd.directory()).stream())
        .filter(NativeLibraryTest::isLibrary)
        .toList();
  }

  private static boolean isLibrary(Path file) {
    return file.getFileName().toString().startsWith("sqlite-")
        || file.toString().endsWith(".native");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    }
  }
}
