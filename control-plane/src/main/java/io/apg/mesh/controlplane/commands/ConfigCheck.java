package io.apg.mesh.controlplane.commands;

import io.apg.mesh.controlplane.config.MeshConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshd config check FILE}. */
@Command(
    name = "check",
    description = "Tells everything that is wrong with a configuration, and starts nothing.")
final class ConfigCheck implements Callable<Integer> {
  private final Meshd meshd;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file; as --config.")
  private @Nullable Path file;

  @Spec private @Nullable CommandSpec spec;

  ConfigCheck(Meshd meshd) {
    this.meshd = meshd;
  }

  @Override
  public Integer call() {
    MeshConfig config = meshd.config(file);
    if (spec != null) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("configuration is good");
      for (String key : config.withoutEffect()) {
        out.println("warning: " + key + " has no effect in this version");
      }
    }
    return 0;
  }
}
