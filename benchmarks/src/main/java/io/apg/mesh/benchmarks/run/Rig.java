package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.benchmarks.fleet.FleetMain;
import io.apg.mesh.benchmarks.mesh.Shape;
import io.apg.mesh.benchmarks.server.ServerMain;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A server and its fleet, each a process. Not thread-safe. */
final class Rig implements AutoCloseable {
  private static final Duration BOUND = Duration.ofMinutes(1);
  private static final Duration EACH = Duration.ofMillis(40);
  private static final Duration POLL = Duration.ofMillis(4);
  private static final Duration SETTLED = Duration.ofMillis(25);
  private static final Duration QUIET = Duration.ofMillis(700);

  private final Side side;
  private final Shape shape;
  private final Child server;
  private final Child fleet;

  /** Nobody is connected yet. */
  static Rig start(Side side, Shape shape, Settings settings) throws IOException {
    Path log = settings.output().resolve("benchmark-" + side.word() + ".log");
    List<String> flags = new ArrayList<>(Settings.SERVER_FLAGS);
    flags.add("-Xmx" + settings.heap());
    if (settings.profile()) {
      Path file = settings.output().resolve("benchmark-" + side.word() + ".jfr");
      flags.add("-XX:StartFlightRecording=settings=profile,filename=" + file);
    }
    Child server =
        Child.start(
            side.word(),
            flags,
            ServerMain.class,
            List.of(
                side.word(),
                Integer.toString(shape.nodes()),
                Integer.toString(shape.services()),
                shape.groups().name()),
            log);
    try {
      String port = Long.toString(server.hello().get("port"));
      Child fleet =
          Child.start(
              "fleet of " + side.word(),
              List.of("-XX:+UseParallelGC", "-Xmx3g"),
              FleetMain.class,
              List.of(port, Integer.toString(shape.services()), shape.form().name()),
              log);
      return new Rig(side, shape, server, fleet);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private Rig(Side side, Shape shape, Child server, Child fleet) {
    this.side = side;
    this.shape = shape;
    this.server = server;
    this.fleet = fleet;
  }

  Shape shape() {
    return shape;
  }

  /** The whole fleet connects; returns when every client has everything. */
  Figures connect() throws IOException {
    fleet.ask("join 0 " + shape.nodes());
    return await("everything", figures -> figures.get("synced") >= shape.nodes());
  }

  /** Has a change made; returns when the last client has answered its last message. */
  Answer change(String order, XdsType last) throws IOException {
    fleet.ask("reset " + last);
    long begin = server.ask(order).get("begin");
    await("answers to " + order, figures -> figures.get("answers") >= shape.nodes());
    pause(SETTLED);
    Figures heard = fleet.ask("figures");
    return new Answer(heard.get("last") - begin, heard.get("bytes"), heard.get("resource_bytes"));
  }

  /** An order to the fleet that has no single answer; returns when all is quiet again. */
  Figures disturb(String order) throws IOException {
    fleet.ask(order);
    return quiet();
  }

  /** Returns when the fleet hears nothing any more, and the server does next to nothing. */
  Figures quiet() throws IOException {
    Figures heard = fleet.ask("figures");
    long cpu = server.ask("stats").get("cpu_nanos");
    for (long end = System.nanoTime() + bound(); System.nanoTime() < end; ) {
      pause(QUIET);
      Figures later = fleet.ask("figures");
      long more = server.ask("stats").get("cpu_nanos");
      if (later.get("messages") == heard.get("messages") && more - cpu < QUIET.toNanos() / 10) {
        return later;
      }
      heard = later;
      cpu = more;
    }
    throw new IOException(side.word() + ": never quiet");
  }

  /** An order to the fleet alone. */
  Figures fleet(String order) throws IOException {
    return fleet.ask(order);
  }

  /** An order to the server alone: a change that nobody waits for, {@code stats} or {@code gc}. */
  Figures server(String order) throws IOException {
    return server.ask(order);
  }

  Figures await(String what, Predicate<Figures> condition) throws IOException {
    Figures heard = fleet.ask("figures");
    for (long end = System.nanoTime() + bound(); System.nanoTime() < end; ) {
      if (condition.test(heard)) {
        return heard;
      }
      pause(POLL);
      heard = fleet.ask("figures");
    }
    throw new IOException(side.word() + ": no " + what + " in time, but " + heard);
  }

  /** A machine that others use, too, is slow, and a large fleet takes its time. */
  private long bound() {
    return BOUND.plus(EACH.multipliedBy(shape.nodes())).toNanos();
  }

  static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    fleet.close();
    server.close();
  }

  /** What a change took until the last client had answered. */
  record Answer(long nanos, long bytes, long resourceBytes) {}
}
