package io.apg.mesh.benchmarks.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was measured, as a table for people and as JSON for programs. Not thread-safe. */
final class Results {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Settings settings;
  private final List<Row> rows = new ArrayList<>();

  Results(Settings settings) {
    this.settings = settings;
  }

  void add(List<Row> more) {
    rows.addAll(more);
  }

  String markdown() {
    return rows.stream()
        .map(Row::markdown)
        .collect(
            Collectors.joining(
                "\n",
                "| case | what | ours | baseline | ratio | bar | |\n|---|---|---|---|---|---|---|\n",
                "\n\n" + machine() + "\n"));
  }

  private String machine() {
    return "%d cores, %s %s, %s; %d clients (%d without delta), %d services; medians of %d rounds of %d changes after %d"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
            settings.nodes(),
            settings.sotwNodes(),
            settings.services(),
            settings.rounds(),
            settings.changes(),
            settings.warm());
  }

  /** Writes both files anew. */
  void write() throws IOException {
    Path table = settings.output().resolve("benchmarks.md");
    Files.writeString(table, markdown());
    ObjectNode root = JSON.createObjectNode().put("machine", machine());
    ArrayNode all = root.putArray("results");
    for (Row row : rows) {
      all.addObject()
          .put("case", row.name())
          .put("metric", row.metric())
          .put("unit", row.unit())
          .put("ours", row.ours())
          .put("baseline", row.baseline())
          .put("ratio", row.ratio())
          .put("bar", row.bar().toString())
          .put("verdict", row.verdict());
    }
    JSON.writeValue(settings.output().resolve("benchmarks.json").toFile(), root);
  }
}
