package io.apg.mesh.controlplane.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code meshd run}. */
@Command(name = "run", description = "Starts the control plane (the default).")
final class RunCommand implements Callable<Integer> {
  private final Meshd meshd;

  RunCommand(Meshd meshd) {
    this.meshd = meshd;
  }

  @Override
  public Integer call() throws Exception {
    return meshd.call();
  }
}
