package io.apg.mesh.controlplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md and config/config.example.yaml against the table of keys. With {@code
 * -Dgolden.update=true} the document's tables are written anew.
 */
class ConfigReferenceTest {
  private static final Path REFERENCE = Path.of("../docs/configuration.md");
  private static final Path EXAMPLE = Path.of("../config/config.example.yaml");

  @Test
  void reference_tables_areThoseOfTheCode() throws IOException {
    String text = Files.readString(REFERENCE);
    String expected = replace(replace(text, "keys", true), "later", false);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(REFERENCE, expected);
      return;
    }
    assertThat(text).isEqualTo(expected);
  }

  @Test
  void example_namesEveryEffectiveKeyWithItsDefault() throws IOException {
    MeshConfig config = ConfigLoader.load(EXAMPLE, Map.of(), List.of());
    String text = Files.readString(EXAMPLE);

    assertThat(config).isEqualTo(ConfigLoader.load(Path.of("/dev/null"), Map.of(), List.of()));
    assertThat(ConfigKeys.ALL)
        .filteredOn(ConfigKey::effective)
        .allSatisfy(
            key ->
                assertThat(text)
                    .contains(key.name().substring(key.name().lastIndexOf('.') + 1) + ":"));
  }

  @Test
  void keys_namesAndVariables_areUnique() {
    assertThat(ConfigKeys.ALL).extracting(ConfigKey::name).doesNotHaveDuplicates();
    assertThat(ConfigKeys.ALL.stream().flatMap(key -> key.variables().stream()))
        .doesNotHaveDuplicates();
  }

  private static String replace(String text, String marker, boolean effective) {
    String begin = "<!-- " + marker + " -->\n";
    String end = "<!-- /" + marker + " -->";
    int from = text.indexOf(begin) + begin.length();
    return text.substring(0, from) + table(effective) + text.substring(text.indexOf(end, from));
  }

  private static String table(boolean effective) {
    String head =
        effective
            ? "| key | default | variable | value | meaning |\n|---|---|---|---|---|\n"
            : "| key | variable | value | meaning |\n|---|---|---|---|\n";
    return ConfigKeys.ALL.stream()
        .filter(key -> key.effective() == effective)
        .map(key -> row(key, effective))
        .collect(Collectors.joining("", head, ""));
  }

  private static String row(ConfigKey<?> key, boolean effective) {
    String fallback =
        key.fallback() == null || key.fallback().isEmpty() ? "" : code(key.fallback());
    String variables =
        key.variables().stream().map(ConfigReferenceTest::code).collect(Collectors.joining(", "));
    String secret =
        key.type().secret() ? " (or " + code(key.variables().get(0) + "_FILE") + ")" : "";
    return "| "
        + code(key.name())
        + (effective ? " | " + fallback : "")
        + " | "
        + variables
        + secret
        + " | "
        + key.type().expected()
        + " | "
        + key.description()
        + " |\n";
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
