package io.apg.mesh.cli;

import io.apg.mesh.examples.process.Checkout;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Somebody who has just built a checkout and pastes what a page says into bash. What is run is this
 * build: its scripts, and jars that point to the class path of the test. Where Linux lets us, the
 * machine is theirs alone: no port is taken, and nothing survives.
 */
final class Newcomer {
  private static final List<String> COPIED = List.of("bin", "scripts");
  private static final Map<String, String> JARS =
      Map.of(
          "cli/target/meshctl.jar", "io.apg.mesh.cli.Meshctl",
          "control-plane/target/control-plane.jar", "io.apg.mesh.controlplane.Main",
          "envoy-examples/target/envoy-examples.jar", "io.apg.mesh.examples.demo.Demo");
  private static final List<List<String>> APART =
      List.of(
          List.of("unshare", "-n", "-p", "-f", "--mount-proc", "--kill-child"),
          List.of("unshare", "-r", "-n", "-p", "-f", "--mount-proc", "--kill-child"));
  private static final String LOOPBACK = "ip link set lo up";

  private static final int LATE = 124;

  private final Path checkout;
  private final List<String> apart;

  private Newcomer(Path checkout, List<String> apart) {
    this.checkout = checkout;
    this.apart = apart;
  }

  /** With a checkout in an empty folder. */
  static Newcomer in(Path folder) throws Exception {
    Path root = Checkout.root();
    for (String name : COPIED) {
      Path to = Files.createDirectories(folder.resolve(name));
      try (Stream<Path> files = Files.list(root.resolve(name))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, to.resolve(file.getFileName().toString()));
        }
      }
    }
    Files.copy(root.resolve("Makefile"), folder.resolve("Makefile"));
    for (Map.Entry<String, String> jar : JARS.entrySet()) {
      jar(folder.resolve(jar.getKey()), jar.getValue());
    }
    // Nothing is younger than this: make has nothing to do.
    Path built = folder.resolve("target/.built");
    Files.createDirectories(folder.resolve("target"));
    Files.setLastModifiedTime(Files.createFile(built), FileTime.from(Instant.now()));
    return new Newcomer(folder, apart());
  }

  /** A jar with nothing in it but the way to the classes of this test. */
  private static void jar(Path file, String main) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, main);
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Arrays.stream(classPath.split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      new JarOutputStream(out, manifest).close();
    }
  }

  /** The words that start a command on a machine of its own; none where that is impossible. */
  private static List<String> apart() throws Exception {
    for (List<String> words : APART) {
      try {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("sh", "-c", LOOPBACK));
        Process process =
            new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0) {
          return words;
        }
      } catch (IOException absent) {
        // There is no unshare here.
      }
    }
    return List.of();
  }

  /** Whether no port can be taken by somebody else. */
  boolean isAlone() {
    return !apart.isEmpty();
  }

  /** Starts a script; its output goes to a file of the checkout. */
  Process paste(String script, Map<String, String> environment) throws Exception {
    Path file = Files.writeString(checkout.resolve("target/paste.sh"), script);
    List<String> words = new ArrayList<>(apart);
    String start = (isAlone() ? LOOPBACK + " && " : "") + "exec bash " + file;
    words.addAll(List.of("sh", "-c", start));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(checkout.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output().toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MESH"));
    builder.environment().put("XDG_CONFIG_HOME", checkout.resolve("target/config").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("ENVOY_PATH", envoy());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The exit code; who does not end in time is ended, with all that it started. */
  static int ended(Process process, Duration bound) throws InterruptedException {
    if (!process.waitFor(bound.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return LATE;
    }
    return process.exitValue();
  }

  Path output() {
    return checkout.resolve("target/paste.log");
  }

  /** What {@code scripts/envoy-path} says at home; in the new checkout it would fetch another. */
  static String envoy() throws Exception {
    Process script =
        new ProcessBuilder(Checkout.root().resolve("scripts/envoy-path").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String path =
        new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (script.waitFor() != 0) {
      throw new IllegalStateException("scripts/envoy-path failed");
    }
    return path;
  }
}
