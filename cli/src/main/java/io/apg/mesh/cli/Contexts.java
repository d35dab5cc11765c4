package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import io.apg.mesh.cli.api.Nearest;
import io.apg.mesh.cli.manifest.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The control planes that meshctl knows by name, as {@code config.yaml} has them. It is written as
 * JSON, which is YAML too and quicker to read; what people make of it by hand is read as well.
 * Immutable.
 *
 * @param current the name of the one in use; empty = none
 */
record Contexts(Path file, String current, Map<String, Context> all) {
  Contexts {
    all = Map.copyOf(all);
  }

  /** Those of the user. */
  static Contexts load(Shell shell) {
    Path file = shell.folder().resolve("config.yaml");
    if (!Files.exists(file)) {
      return new Contexts(file, "", Map.of());
    }
    Json config = read(file);
    Map<String, Context> all = new LinkedHashMap<>();
    config
        .get("contexts")
        .fields()
        .forEach(
            (name, value) ->
                all.put(
                    name,
                    new Context(name, value.get("server").text(), value.get("token_file").text())));
    return new Contexts(file, config.get("current").text(), all);
  }

  private static Json read(Path file) {
    try {
      String text = Files.readString(file);
      return text.stripLeading().startsWith("{")
          ? JsonText.read(text)
          : Documents.parse(file.toString(), text).get(0).content();
    } catch (IOException | IndexOutOfBoundsException e) {
      throw Failure.usage(file + ": cannot be read: " + e.getMessage(), "");
    }
  }

  /** The one of that name. */
  Context named(String name) {
    Context context = all.get(name);
    if (context == null) {
      String near = Nearest.hint(name, all.keySet());
      throw Failure.usage(
          "context: " + name + " (expected: one of \"meshctl context list\")", near);
    }
    return context;
  }

  /** The one in use, where there is one. */
  @Nullable Context inUse() {
    return current.isEmpty() ? null : named(current);
  }

  Contexts with(Context context) {
    Map<String, Context> more = new LinkedHashMap<>(all);
    more.put(context.name(), context);
    return new Contexts(file, current.isEmpty() ? context.name() : current, more);
  }

  Contexts without(String name) {
    Map<String, Context> less = new LinkedHashMap<>(all);
    less.remove(named(name).name());
    return new Contexts(file, current.equals(name) ? "" : current, less);
  }

  Contexts using(String name) {
    return new Contexts(file, named(name).name(), all);
  }

  /** Writes them whole or not at all. */
  void save() {
    Map<String, Object> contexts = new LinkedHashMap<>();
    all.keySet().stream().sorted().forEach(name -> contexts.put(name, json(all.get(name))));
    Json config = Json.object("current", current, "contexts", contexts);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(draft, JsonText.pretty(config) + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Failure.usage(file + ": cannot be written: " + e.getMessage(), "");
    }
  }

  private static Json json(@Nullable Context context) {
    return context == null
        ? Json.NONE
        : Json.object("server", context.server(), "token_file", context.tokenFile());
  }
}
