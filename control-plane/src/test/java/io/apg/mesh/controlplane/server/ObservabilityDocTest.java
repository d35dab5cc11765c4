package io.apg.mesh.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.mapping.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/observability.md names what the code says, and nothing else. */
class ObservabilityDocTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void everyMetricIsInTheTable() throws IOException {
    assertThat(documented("mesh_[a-z_]+"))
        .isEqualTo(inSources("name\\(\"(mesh_[a-z_]+)\"|gauge\\(\\s*\"(mesh_[a-z_]+)\""));
  }

  @Test
  void everyLogEventIsInTheTable() throws IOException {
    assertThat(section("## Logs", "[a-z_]+")).isEqualTo(inSources("event=([a-z_]+)"));
  }

  @Test
  void everyFindingIsInTheTable() throws IOException {
    Set<String> codes = new TreeSet<>();
    for (Finding.Code code : Finding.Code.values()) {
      codes.add(code.text());
    }
    assertThat(documented("MESH[0-9]{4}")).isEqualTo(codes);
  }

  private static Set<String> documented(String name) throws IOException {
    return rows(Files.readString(ROOT.resolve("docs/observability.md")), name);
  }

  private static Set<String> section(String heading, String name) throws IOException {
    String text = Files.readString(ROOT.resolve("docs/observability.md"));
    String rest = text.substring(text.indexOf(heading));
    int end = rest.indexOf("\n## ", 1);
    return rows(end < 0 ? rest : rest.substring(0, end), name);
  }

  private static Set<String> rows(String text, String name) {
    Set<String> names = new TreeSet<>();
    Pattern.compile("(?m)^\\| `(" + name + ")` \\|")
        .matcher(text)
        .results()
        .forEach(row -> names.add(row.group(1)));
    return names;
  }

  private static Set<String> inSources(String pattern) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String module :
        Set.of("control-plane", "xds-server", "registry-store", "snapshot-cache")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          Pattern.compile(pattern)
              .matcher(Files.readString(file))
              .results()
              .forEach(
                  hit ->
                      names.add(
                          hit.group(1) != null || hit.groupCount() < 2
                              ? hit.group(1)
                              : hit.group(2)));
        }
      }
    }
    return names;
  }
}
