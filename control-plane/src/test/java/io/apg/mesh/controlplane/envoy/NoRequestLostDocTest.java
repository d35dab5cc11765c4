package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the docs name are there, under these names. */
class NoRequestLostDocTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("\\| `(\\w+)\\.(\\w+)` \\|");

  /** The annotation, other ones, and the method. */
  private static final String TEST =
      "@(Parameterized)?Test\\s+(@\\w+(\\([^)]*\\))?\\s+)*void %s\\(";

  @Test
  void everyNamedTestExists() throws IOException {
    Map<String, Path> sources = sources();
    List<MatchResult> named =
        NAMED.matcher(Files.readString(ROOT.resolve("docs/no-request-lost.md"))).results().toList();
    assertThat(named).hasSizeGreaterThan(15);
    for (MatchResult test : named) {
      Path source = sources.get(test.group(1) + ".java");
      assertThat(source).as(test.group()).isNotNull();
      assertThat(Files.readString(source))
          .as(test.group())
          .containsPattern(Pattern.compile(TEST.formatted(test.group(2))));
    }
  }

  private static Map<String, Path> sources() throws IOException {
    Map<String, Path> sources = new TreeMap<>();
    for (String module : List.of("control-plane", "xds-server")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        files.forEach(file -> sources.put(file.getFileName().toString(), file));
      }
    }
    return sources;
  }
}
