package io.apg.mesh.cli.manifest;

import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;

/** Reads YAML or JSON documents. Stateless. */
public final class Documents {
  private static final int MOST_CHARACTERS = 32 << 20;

  private Documents() {}

  /**
   * The documents of a text; empty ones are left out.
   *
   * @param file as messages name it
   * @throws Failure when the text is neither YAML nor JSON
   */
  public static List<Document> parse(String file, String text) {
    if (file.endsWith(".json")) {
      return json(file, text);
    }
    try {
      return yaml(file, text);
    } catch (Failure notYaml) {
      if (text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")) {
        return json(file, text);
      }
      throw notYaml;
    }
  }

  private static List<Document> json(String file, String text) {
    try {
      return JsonText.readAll(text).stream()
          .map(content -> new Document(file, 0, content, Map.of()))
          .toList();
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("no JSON");
      throw Failure.manifest(file + ": " + why, "");
    }
  }

  private static List<Document> yaml(String file, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CHARACTERS);
    DumperOptions dumper = new DumperOptions();
    Yaml yaml = new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options);
    List<Document> documents = new ArrayList<>();
    try {
      for (Node node : yaml.composeAll(new StringReader(text))) {
        NodeReader reader = new NodeReader(file);
        Json content = Json.of(reader.read(node));
        if (!content.isNone()) {
          documents.add(new Document(file, NodeReader.line(node), content, reader.lines()));
        }
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw Failure.manifest(file + ":" + line + ": " + e.getProblem(), "");
    } catch (YAMLException e) {
      throw Failure.manifest(file + ": " + e.getMessage(), "");
    }
    return documents;
  }
}
