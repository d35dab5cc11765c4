package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All of them, in the order in which they run. */
final class Cases {
  private static final Set<String> MAIN =
      Set.of("endpoint", "endpoint-own", "endpoint-sotw", "sync", "meshctl");

  private Cases() {}

  static List<Case> all() {
    return Stream.concat(Stream.concat(changes(), fleets()), starts()).toList();
  }

  /** The main ones. */
  static List<Case> quick() {
    return all().stream().filter(each -> MAIN.contains(each.name())).toList();
  }

  private static Stream<Case> changes() {
    return Stream.of(
        new ChangeCase(
            "endpoint",
            Groups.ONE,
            Form.DELTA,
            Block.ENDPOINT,
            Bar.ratio(0.5),
            Bar.NONE,
            Bar.ratio(0.75).andMost(100)),
        new ChangeCase(
            "endpoint-own",
            Groups.EACH,
            Form.DELTA,
            Block.ENDPOINT,
            Bar.ratio(1 / 8.0),
            Bar.NONE,
            Bar.NONE),
        new ChangeCase(
            "endpoint-sotw",
            Groups.ONE,
            Form.SOTW,
            Block.ENDPOINT,
            Bar.ratio(1 / 10.0),
            Bar.ratio(1 / 100.0),
            Bar.NONE),
        new ChangeCase("route", new Block.Change("route", XdsType.ROUTE)),
        new ChangeCase("service", new Block.Change("service", XdsType.ROUTE)));
  }

  private static Stream<Case> fleets() {
    return Stream.of(
        new SyncCase(),
        new ReconnectCase(),
        new MemoryCase(),
        new CapacityCase(5_000, "512m"),
        new StalledCase(300),
        new GrowthCase(List.of(100, 1_000, 10_000)),
        new SteadyCase("steady", 50, Bar.NONE),
        new SteadyCase("idle", 0, Bar.most(0.5)));
  }

  private static Stream<Case> starts() {
    return Stream.of(new MeshctlCase(), new MeshdCase());
  }
}
