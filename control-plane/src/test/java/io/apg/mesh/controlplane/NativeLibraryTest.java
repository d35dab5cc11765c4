package io.apg.mesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** What needs no store unpacks nothing, so that it can be killed at any time. */
  @ParameterizedTest
  @ValueSource(strings = {"token create --subject ops --role admin", "config check"})
  void commandsLoadNoLibrary(String command) throws Exception {
    Path config =
        Files.writeString(
            temporary.resolve("config.yaml"),
            "database: {url: 'sqlite:" + temporary.resolve("mesh.db") + "'}\n");
    List<String> words = new ArrayList<>(MeshdLaunch.onClassPath().program());
    words.addAll(1, List.of("-Xlog:class+load", "-Djava.io.tmpdir=" + temporary));
    words.addAll(List.of(command.split(" ")));
    words.addAll(
        command.startsWith("token")
            ? List.of("--config", config.toString())
            : List.of(config.toString()));
    Path output = temporary.resolve("output");
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output))
        .contains("io.apg.mesh.controlplane.Main ")
        .doesNotContain("org.sqlite.SQLiteJDBCLoader");
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
