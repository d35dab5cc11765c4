package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.Figures;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that carries out orders; it ends with the pipe that brings them, at the latest.
 * Not thread-safe.
 */
final class Child implements AutoCloseable {
  private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=error:stderr");
  private static final int PATIENCE_SECONDS = 20;

  private final String name;
  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;
  private final Figures hello;

  /** Starts {@code main} with the class path of this JVM; what it logs goes to {@code log}. */
  static Child start(String name, List<String> jvm, Class<?> main, List<String> words, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUIET); // standard output is for answers
    command.addAll(jvm);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new Child(name, builder.start());
  }

  private Child(String name, Process process) throws IOException {
    this.name = name;
    this.process = process;
    this.orders =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    try {
      this.hello = answer("start");
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** What it said when it was ready. */
  Figures hello() {
    return hello;
  }

  /** Gives an order and waits for the answer. */
  Figures ask(String order) throws IOException {
    orders.write(order);
    orders.newLine();
    orders.flush();
    return answer(order);
  }

  private Figures answer(String order) throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new ChildEnded(name + ": ended at '" + order + "' (expected: an answer)");
    }
    Figures figures = Figures.parse(line);
    if (figures.get("ok") == 0) {
      throw new IOException(name + ": failed at '" + order + "' (expected: an answer)");
    }
    return figures;
  }

  @Override
  public void close() {
    try {
      orders.close();
    } catch (IOException e) {
      process.destroy(); // it is gone already, or soon
    }
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
