package io.apg.mesh.examples;

import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import java.util.EnumMap;
import java.util.Map;

/** The demo's constant load: three ways through the mesh, each counted by itself. */
final class DemoLoad implements AutoCloseable {
  private final Map<DemoWay, LoadGenerator> ways = new EnumMap<>(DemoWay.class);

  /** Starts {@code perSecond} requests a second in all. */
  DemoLoad(DemoPlaces places, int perSecond) {
    String split = DemoRegistry.SPLIT_PATH;
    start(DemoWay.BY_NAME, places.sidecar(), "catalog", split, perSecond * 2 / 5);
    start(DemoWay.BY_GATEWAY, places.gateway(), "localhost", split, perSecond * 2 / 5);
    start(DemoWay.CHAIN, places.gateway(), "localhost", "/", perSecond / 5);
  }

  private void start(DemoWay way, int port, String host, String path, int rate) {
    LoadPlan plan = LoadPlan.to(DemoPlaces.address(port), host, path).rate(Math.max(1, rate));
    ways.put(way, LoadGenerator.start(plan));
  }

  /** The counts so far, by way. */
  Map<DemoWay, LoadStats> snapshot() {
    Map<DemoWay, LoadStats> all = new EnumMap<>(DemoWay.class);
    ways.forEach((way, load) -> all.put(way, load.snapshot()));
    return all;
  }

  /** Stops, lets requests in flight end, and counts. */
  Map<DemoWay, LoadStats> stop() throws InterruptedException {
    ways.values().forEach(LoadGenerator::close);
    Map<DemoWay, LoadStats> all = new EnumMap<>(DemoWay.class);
    for (Map.Entry<DemoWay, LoadGenerator> way : ways.entrySet()) {
      all.put(way.getKey(), way.getValue().stop());
    }
    return all;
  }

  @Override
  public void close() {
    ways.values().forEach(LoadGenerator::close);
  }
}
