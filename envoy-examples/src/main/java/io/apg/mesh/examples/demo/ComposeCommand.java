package io.apg.mesh.examples.demo;

import io.apg.mesh.examples.process.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Writes {@code docker-compose.yml} and what belongs to it. */
@Command(name = "compose", description = "Writes docker-compose.yml from the topology.")
final class ComposeCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    Topology topology = Topology.read();
    Path root = Checkout.root();
    Files.writeString(root.resolve("docker-compose.yml"), Compose.text(topology));
    Files.createDirectories(root.resolve("deploy/compose"));
    Files.writeString(root.resolve("deploy/compose/shop.yaml"), Compose.manifest(topology));
    return 0;
  }
}
