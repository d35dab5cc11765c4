package io.apg.mesh.controlplane.config;

import io.apg.mesh.controlplane.api.NearestMatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: the file, over it the environment, over both what the command line sets.
 * Stateless.
 */
public final class ConfigLoader {
  /** Read where no file is named; may be absent. */
  public static final Path DEFAULT_FILE = Path.of("config", "config.yaml");

  private static final Map<String, ConfigKey<?>> KEYS =
      ConfigKeys.ALL.stream().collect(Collectors.toUnmodifiableMap(ConfigKey::name, key -> key));

  private ConfigLoader() {}

  /**
   * The configuration.
   *
   * @param file null = {@link #DEFAULT_FILE}, if it is there
   * @param sets {@code key=value} each
   * @throws ConfigException with all problems
   */
  public static MeshConfig load(
      @Nullable Path file, Map<String, String> environment, List<String> sets) {
    List<String> problems = new ArrayList<>();
    Map<String, RawValue> raw = new LinkedHashMap<>();
    addAll(raw, readFile(file, environment, problems), problems);
    raw.putAll(EnvironmentSource.read(environment, problems));
    addAll(raw, readSets(sets, problems), problems);
    Settings settings = new Settings(raw, problems);
    MeshConfig config = ConfigTree.build(settings);
    ConfigTree.check(config, settings, problems);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config;
  }

  private static Map<String, RawValue> readFile(
      @Nullable Path file, Map<String, String> environment, List<String> problems) {
    if (file == null && !Files.exists(DEFAULT_FILE)) {
      return Map.of();
    }
    Path path = file == null ? DEFAULT_FILE : file;
    try {
      String text = Files.readString(path, StandardCharsets.UTF_8);
      return YamlSource.read(path.toString(), text, environment, problems);
    } catch (IOException unreadable) {
      problems.add(path + ": cannot be read (expected: a YAML file) " + reason(unreadable));
      return Map.of();
    }
  }

  private static Map<String, RawValue> readSets(List<String> sets, List<String> problems) {
    Map<String, RawValue> values = new LinkedHashMap<>();
    for (String set : sets) {
      int equals = set.indexOf('=');
      if (equals <= 0) {
        problems.add("--set " + set + ": (expected: key=value)");
      } else {
        String text = set.substring(equals + 1);
        values.put(set.substring(0, equals).strip(), RawValue.scalar(text, "[--set]"));
      }
    }
    return values;
  }

  private static void addAll(
      Map<String, RawValue> all, Map<String, RawValue> more, List<String> problems) {
    for (Map.Entry<String, RawValue> entry : more.entrySet()) {
      String name = entry.getKey();
      if (KEYS.containsKey(name)) {
        all.put(name, entry.getValue());
      } else if (!isEmptySection(name, entry.getValue())) {
        String hint = NearestMatch.hint(name, KEYS.keySet().stream().sorted().toList());
        problems.add(
            name
                + ": unknown key"
                + (hint.isEmpty() ? "" : "; ")
                + hint
                + " "
                + entry.getValue().source());
      }
    }
  }

  /** {@code redis:} with nothing under it. */
  private static boolean isEmptySection(String name, RawValue value) {
    return value.items() == null
        && value.text().isEmpty()
        && KEYS.keySet().stream().anyMatch(key -> key.startsWith(name + "."));
  }

  static String reason(IOException failure) {
    return "[" + failure.getClass().getSimpleName() + "]";
  }
}
