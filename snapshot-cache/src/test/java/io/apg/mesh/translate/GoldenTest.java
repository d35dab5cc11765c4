package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is made of the meshes in {@code golden/}: a folder a case. {@code -Dgolden.update=true}
 * writes the outputs anew and removes files that are none.
 */
final class GoldenTest {
  static final Path ROOT = Path.of("src/test/resources/golden");
  static final String INPUT = "in.yaml";
  private static final int CASES = 17;
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final Map<XdsType, String> FILES =
      Map.of(
          XdsType.CLUSTER, "clusters.yaml",
          XdsType.ENDPOINT, "endpoints.yaml",
          XdsType.LISTENER, "listeners.yaml",
          XdsType.SCOPED_ROUTE, "scopes.yaml",
          XdsType.ROUTE, "routes.yaml");
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  static List<Path> cases() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @Test
  void noCaseIsLost() throws IOException {
    assertThat(cases()).hasSize(CASES);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void translatesAsRecorded(Path folder) throws IOException {
    Map<String, String> outputs = outputs(folder);
    if (UPDATE) {
      update(folder, outputs);
    }
    Map<String, String> recorded = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> !f.endsWith(INPUT)).toList()) {
        recorded.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    assertThat(outputs).isEqualTo(recorded);
  }

  private static Map<String, String> outputs(Path folder) throws IOException {
    Translated translated = Translated.of(IrYaml.read(folder.resolve(INPUT)));
    Map<String, String> outputs = new TreeMap<>();
    for (var file : FILES.entrySet()) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      translated.bodies(file.getKey()).forEach(body -> list.add(EnvoyJson.of(file.getKey(), body)));
      if (!list.isEmpty()) {
        outputs.put(file.getValue(), YAML.writeValueAsString(list));
      }
    }
    return outputs;
  }

  private static void update(Path folder, Map<String, String> outputs) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> !f.endsWith(INPUT)).toList()) {
        Files.delete(file);
      }
    }
    for (var output : outputs.entrySet()) {
      Files.writeString(folder.resolve(output.getKey()), output.getValue());
    }
  }
}
