package io.apg.mesh.benchmarks.fleet;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.benchmarks.Orders;
import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.benchmarks.mesh.Shape;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.util.List;

/**
 * A fleet's process. Arguments: port, services, {@code DELTA|SOTW}. Orders: {@code join FROM
 * COUNT}, {@code reset TYPE}, {@code figures}, {@code reconnect}, {@code stall}, {@code leave}.
 */
public final class FleetMain {
  private final Fleet fleet;

  private FleetMain(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Serves until there are no more orders. */
  public static void main(String... args) throws IOException {
    Shape shape = new Shape(0, Integer.parseInt(args[1]), Groups.ONE, Form.valueOf(args[2]));
    FleetMain main = new FleetMain(new Fleet(Integer.parseInt(args[0]), shape));
    Orders.serve(Figures.NONE, order -> main.fleet.onLoop(() -> main.carryOut(order)));
    System.exit(0); // connections of the fleet may outlive it
  }

  private Figures carryOut(List<String> order) {
    switch (order.get(0)) {
      case "join" -> fleet.join(Integer.parseInt(order.get(1)), Integer.parseInt(order.get(2)));
      case "reset" -> fleet.tally().reset(XdsType.valueOf(order.get(1)));
      case "figures" -> {
        return fleet.tally().figures();
      }
      case "reconnect" -> {
        fleet.tally().begin();
        fleet.each(Client::close);
        fleet.each(Client::open);
      }
      case "stall" -> fleet.each(Client::stall);
      case "leave" -> {
        fleet.leave();
        fleet.tally().begin();
      }
      default -> throw new IllegalArgumentException("order: " + order);
    }
    return Figures.NONE.and("now", System.nanoTime());
  }
}
