package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A fleet over some time: nothing happens, or an endpoint changes so many times a second, whether
 * anybody can follow or not.
 */
record SteadyCase(String name, int perSecond, Bar cpu) implements Case {
  private static final int WARM = 60;

  @Override
  public List<Row> run(Settings settings) throws IOException {
    try (Duel duel = Duel.start(settings.shape(Groups.ONE, Form.DELTA), settings)) {
      duel.inTurn(1, Rig::connect);
      duel.inTurn(1, rig -> Block.run(rig, Block.ENDPOINT, WARM));
      Duel.Outcome<Time> outcome = duel.inTurn(1, rig -> measure(rig, settings.seconds()));
      Row share = Row.of(name, "server CPU", "% of a core", outcome, Time::cpuPercent, cpu);
      if (perSecond == 0) {
        return List.of(share);
      }
      return List.of(
          share,
          Row.of(name, "messages per client and change", "", outcome, Time::messages, Bar.NONE),
          Row.of(name, "last answer after the last change", "ms", outcome, Time::late, Bar.NONE));
    }
  }

  private Time measure(Rig rig, int seconds) throws IOException {
    rig.fleet("reset " + XdsType.ENDPOINT);
    Figures before = rig.server("stats");
    long begin = System.nanoTime();
    long last = begin;
    int changes = perSecond * seconds;
    for (int change = 0; change < changes; change++) {
      last = rig.server("endpoint").get("begin");
      long due = begin + Duration.ofSeconds(1).toNanos() * (change + 1) / perSecond;
      Rig.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
    }
    if (changes == 0) {
      Rig.pause(Duration.ofSeconds(seconds));
    }
    Figures after = rig.server("stats");
    double nanos = System.nanoTime() - begin;
    Figures heard = rig.quiet();
    return new Time(
        100 * (after.get("cpu_nanos") - before.get("cpu_nanos")) / nanos,
        heard.get("messages") / ((double) changes * rig.shape().nodes()),
        (heard.get("last_heard") - last) / 1e6);
  }

  private record Time(double cpuPercent, double messages, double late) {}
}
