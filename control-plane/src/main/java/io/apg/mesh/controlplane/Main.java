package io.apg.mesh.controlplane;

import io.apg.mesh.controlplane.commands.Meshd;

/** The entry point of {@code meshd}. */
public final class Main {
  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    Meshd.Server server =
        config -> {
          throw new IllegalStateException("run: not part of this build");
        };
    System.exit(Meshd.commandLine(System.getenv(), server).execute(args));
  }
}
