package io.apg.mesh.examples.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to start a control plane: the words that start the program, settings ({@code key=value} as
 * for {@code --set}), and environment variables.
 */
public record MeshdLaunch(
    List<String> program, Map<String, String> settings, Map<String, String> environment) {
  private static final String MAIN = "io.apg.mesh.controlplane.Main";

  /** The program that {@code make build} made, by its launcher. */
  public static MeshdLaunch built() {
    Path launcher = Checkout.root().resolve("bin/meshd");
    return new MeshdLaunch(List.of(launcher.toString()), Map.of(), Map.of());
  }

  /** The program on this JVM's class path: for tests that run before anything is packaged. */
  public static MeshdLaunch onClassPath() {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new MeshdLaunch(
        List.of(java, "-XX:+UseParallelGC", "-Xmx512m", "-cp", classPath, MAIN),
        Map.of(),
        Map.of());
  }

  /** Copies. */
  public MeshdLaunch {
    program = List.copyOf(program);
    settings = Map.copyOf(new TreeMap<>(settings));
    environment = Map.copyOf(environment);
  }

  /** With one more setting; a later one of a key replaces the earlier. */
  public MeshdLaunch set(String key, String value) {
    TreeMap<String, String> more = new TreeMap<>(settings);
    more.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
    return new MeshdLaunch(program, more, environment);
  }

  /** With one more environment variable. */
  public MeshdLaunch variable(String name, String value) {
    TreeMap<String, String> more = new TreeMap<>(environment);
    more.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
    return new MeshdLaunch(program, settings, more);
  }

  /** Starts it on SQLite in a temporary directory and waits until it is ready. */
  public MeshdProcess start() throws IOException, InterruptedException {
    TempDirectory directory = TempDirectory.create("meshd");
    try {
      Files.createDirectories(directory.path().resolve("data"));
      return MeshdProcess.start(complete(directory.path()), directory);
    } catch (IOException | InterruptedException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** Our defaults under the given settings. */
  private MeshdLaunch complete(Path directory) {
    TreeMap<String, String> all = new TreeMap<>();
    all.put("database.url", "sqlite:" + directory.resolve("data/mesh.db"));
    all.put("server.ports_file", directory.resolve(MeshdProcess.PORTS_FILE).toString());
    for (String port : MeshdProcess.PORTS) {
      all.put("server." + port + ".port", "0");
    }
    all.putAll(settings);
    return new MeshdLaunch(program, all, environment);
  }

  /** The command line for a subcommand and its arguments, with the same settings. */
  List<String> words(String... subcommand) {
    List<String> words = new ArrayList<>(program);
    words.addAll(List.of(subcommand));
    new TreeMap<>(settings)
        .forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
    return words;
  }
}
