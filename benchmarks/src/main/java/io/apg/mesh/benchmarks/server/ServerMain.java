package io.apg.mesh.benchmarks.server;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.benchmarks.Orders;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.benchmarks.mesh.Mesh;
import io.apg.mesh.benchmarks.mesh.Sidecars;
import java.io.IOException;
import java.util.List;

/**
 * A server process. Arguments: {@code ours|baseline}, nodes, services, {@code one|each} (groups).
 * Orders: {@code endpoint}, {@code route}, {@code service} (a change), {@code stats}, {@code gc}.
 */
public final class ServerMain {
  private final Gauges gauges = new Gauges();
  private final Mesh mesh;
  private final Subject subject;

  private ServerMain(Mesh mesh, Subject subject) {
    this.mesh = mesh;
    this.subject = subject;
  }

  /** Serves until there are no more orders. */
  public static void main(String... args) throws IOException {
    int nodes = Integer.parseInt(args[1]);
    Mesh mesh = new Mesh(Integer.parseInt(args[2]));
    Sidecars sidecars = new Sidecars(Groups.valueOf(args[3]));
    try (Subject subject = subject(args[0], sidecars, nodes)) {
      subject.publish(mesh.view());
      ServerMain server = new ServerMain(mesh, subject);
      Orders.serve(Figures.NONE.and("port", subject.port()), server::carryOut);
    }
    System.exit(0); // threads of the servers may outlive them
  }

  private static Subject subject(String name, Sidecars sidecars, int nodes) throws IOException {
    return switch (name) {
      case "ours" -> new Ours(sidecars);
      case "baseline" -> new Baseline(sidecars, nodes);
      default ->
          throw new IllegalArgumentException("server: " + name + " (expected: ours, baseline)");
    };
  }

  private Figures carryOut(List<String> order) throws IOException {
    return switch (order.get(0)) {
      case "endpoint" -> change(mesh::changeEndpoint);
      case "route" -> change(mesh::changeRoute);
      case "service" -> change(mesh::addService);
      case "stats" -> gauges.read();
      case "gc" -> gauges.collected();
      default -> throw new IllegalArgumentException("order: " + order);
    };
  }

  /** The clock is the machine's, the same for all processes. */
  private Figures change(Runnable change) {
    long begin = System.nanoTime();
    change.run();
    subject.publish(mesh.view());
    return Figures.NONE.and("begin", begin);
  }
}
