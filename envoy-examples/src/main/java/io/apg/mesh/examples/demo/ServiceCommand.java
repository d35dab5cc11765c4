package io.apg.mesh.examples.demo;

import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.http.Upstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One application of the shop, until it is ended. */
@Command(name = "service", description = "Runs one application of the shop.")
final class ServiceCommand implements Callable<Integer> {
  @Option(names = "--name", required = true, description = "What it calls itself.")
  private String name = "";

  @Option(names = "--version", required = true, description = "Its version, such as v1.0.0.")
  private String version = "";

  @Option(names = "--listen", required = true, paramLabel = "HOST:PORT")
  private String listen = "";

  @Option(
      names = "--proxy",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where its sidecar takes its calls.")
  private String proxy = "";

  @Option(names = "--call", paramLabel = "SERVICE", description = "Whom it calls, by name.")
  private List<String> calls = List.of();

  /** The words that run this command for an instance at its place. */
  static List<String> words(Topology.Instance instance, Place place) {
    ArrayList<String> words =
        new ArrayList<>(
            List.of(
                "service",
                "--name=" + instance.service().name(),
                "--version=" + instance.version(),
                "--listen=" + place.application(),
                "--proxy=" + place.outbound()));
    instance.service().calls().forEach(called -> words.add("--call=" + called));
    return words;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Upstream> upstreams =
        calls.stream()
            .map(called -> new Upstream(() -> Places.socket(proxy), called, "/" + called))
            .toList();
    EchoBackend.start(name, version, Places.socket(listen), upstreams);
    Thread.currentThread().join(); // SIGTERM ends it
    return 0;
  }
}
