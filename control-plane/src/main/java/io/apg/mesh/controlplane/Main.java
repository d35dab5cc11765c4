package io.apg.mesh.controlplane;

import io.apg.mesh.controlplane.commands.Meshd;
import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.dns.HostResolver;
import io.apg.mesh.controlplane.dns.SystemResolver;
import io.apg.mesh.controlplane.server.MeshServer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;

/** The entry point of {@code meshd}. */
public final class Main {
  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    int code = Meshd.commandLine(System.getenv(), Main::run).execute(args);
    System.exit(code);
  }

  private static void run(MeshConfig config) throws IOException, InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (stopped.getCount() > 0) {
                    told.countDown();
                    awaitQuietly(stopped);
                    // A stop in order is a success; by itself a JVM that got a signal says 143.
                    Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
                  }
                },
                "stop"));
    try {
      NativeLibrary library = NativeLibrary.beside(config.database().file());
      MeshServer server = MeshServer.start(config, resolver(config.dns()));
      library.unpacked();
      try {
        told.await();
      } finally {
        server.close();
      }
    } finally {
      stopped.countDown();
    }
  }

  private static HostResolver resolver(MeshConfig.Dns dns) {
    return new SystemResolver(
        dns.families().stream()
            .map(
                family ->
                    family == MeshConfig.Dns.Family.IPV4
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6)
            .toList());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
