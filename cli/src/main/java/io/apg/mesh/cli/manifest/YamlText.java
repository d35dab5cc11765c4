package io.apg.mesh.cli.manifest;

import io.apg.mesh.cli.api.Json;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes YAML. Stateless. */
public final class YamlText {
  private YamlText() {}

  /** The documents one behind the other. */
  public static String write(List<Json> documents) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    options.setDereferenceAliases(true);
    Yaml yaml = new Yaml(options);
    StringBuilder text = new StringBuilder();
    for (Json document : documents) {
      text.append(text.isEmpty() ? "" : "---\n").append(yaml.dump(document.value()));
    }
    return text.toString();
  }
}
