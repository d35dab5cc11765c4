package io.apg.mesh.examples.demo;

import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import java.util.EnumMap;
import java.util.Map;

/** The demo's constant load: several ways through the shop, each counted by itself. */
final class Load implements AutoCloseable {
  private final Map<Way, LoadGenerator> ways = new EnumMap<>(Way.class);

  /** Starts {@code perSecond} requests a second in all. */
  Load(Shop shop, int perSecond) {
    String gateway = shop.places().gateway();
    start(Way.BY_NAME, shop.caller().outbound(), "catalog", "/catalog", perSecond * 3 / 10);
    start(Way.BY_GATEWAY, gateway, "localhost", "/catalog", perSecond * 3 / 10);
    start(Way.STOREFRONT, gateway, "localhost", "/", perSecond / 5);
    start(Way.ORDERS, gateway, "localhost", "/orders", perSecond / 5);
  }

  private void start(Way way, String address, String host, String path, int rate) {
    LoadPlan plan = LoadPlan.to(Places.socket(address), host, path).rate(Math.max(1, rate));
    ways.put(way, LoadGenerator.start(plan));
  }

  /** The counts so far, by way. */
  Map<Way, LoadStats> snapshot() {
    Map<Way, LoadStats> all = new EnumMap<>(Way.class);
    ways.forEach((way, load) -> all.put(way, load.snapshot()));
    return all;
  }

  /** Stops, lets requests in flight end, and counts. */
  Map<Way, LoadStats> stop() throws InterruptedException {
    ways.values().forEach(LoadGenerator::close);
    Map<Way, LoadStats> all = new EnumMap<>(Way.class);
    for (Map.Entry<Way, LoadGenerator> way : ways.entrySet()) {
      all.put(way.getKey(), way.getValue().stop());
    }
    return all;
  }

  @Override
  public void close() {
    ways.values().forEach(LoadGenerator::close);
  }
}
