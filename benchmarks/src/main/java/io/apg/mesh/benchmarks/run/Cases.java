package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.Set;

/** All of them, in the order in which they run. */
final class Cases {
  /** The endpoint case's answer is to be there while a person still looks. */
  private static final int LATE_MILLIS = 100;

  private Cases() {}

  static List<Case> all() {
    return List.of(
        new ChangeCase(
            "endpoint",
            Groups.ONE,
            Form.DELTA,
            "endpoint",
            XdsType.ENDPOINT,
            Bar.ratio(0.5),
            Bar.NONE,
            Bar.ratio(0.75).andMost(LATE_MILLIS)),
        new ChangeCase(
            "endpoint-own",
            Groups.EACH,
            Form.DELTA,
            "endpoint",
            XdsType.ENDPOINT,
            Bar.ratio(1 / 8.0),
            Bar.NONE,
            Bar.NONE),
        new ChangeCase(
            "endpoint-sotw",
            Groups.ONE,
            Form.SOTW,
            "endpoint",
            XdsType.ENDPOINT,
            Bar.ratio(1 / 10.0),
            Bar.ratio(1 / 100.0),
            Bar.NONE),
        new ChangeCase(
            "route", Groups.ONE, Form.DELTA, "route", XdsType.ROUTE, Bar.NONE, Bar.NONE, Bar.NONE),
        new ChangeCase(
            "service",
            Groups.ONE,
            Form.DELTA,
            "service",
            XdsType.ROUTE,
            Bar.NONE,
            Bar.NONE,
            Bar.NONE),
        new SyncCase("sync", Form.DELTA));
  }

  /** The main ones. */
  static List<Case> quick() {
    Set<String> main = Set.of("endpoint", "endpoint-own", "endpoint-sotw", "sync");
    return all().stream().filter(each -> main.contains(each.name())).toList();
  }
}
