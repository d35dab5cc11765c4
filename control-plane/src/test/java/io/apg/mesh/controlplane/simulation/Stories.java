package io.apg.mesh.controlplane.simulation;

import io.apg.mesh.session.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up stories: the same seed, the same story. */
final class Stories {
  private static final List<String> NAMESPACES = List.of("shop", "billing");
  private static final int SERVICES = 5;
  private static final int CALM_MILLIS = 8_000;

  private final Random random;
  private final long seed;
  private final boolean refuses;

  /** Then no stream breaks: what is lost with one of these cannot always be found out. */
  private final boolean refusesClusters;

  private final List<ClientSpec> clients = new ArrayList<>();
  private final List<Happening> happenings = new ArrayList<>();
  private int replicas;
  private int millis;

  private Stories(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.refuses = seed % 3 == 0;
    this.refusesClusters = seed % 6 == 0;
  }

  static Story of(long seed) {
    return new Stories(seed).make();
  }

  private Story make() {
    boolean large = random.nextInt(20) == 0;
    replicas = 1 + random.nextInt(3);
    int number = large ? 20 + random.nextInt(20) : 3 + random.nextInt(6);
    for (int i = 0; i < number; i++) {
      clients.add(client("c" + i));
    }
    for (int i = 0; i < 4; i++) {
      add("service", "s" + i, NAMESPACES.get(i % 2), "v1", "2", "http");
    }
    millis = 1_500;
    int length = large ? 80 + random.nextInt(80) : 15 + random.nextInt(35);
    for (int i = 0; i < length; i++) {
      next();
    }
    Duration warm = seed % 2 == 0 ? Duration.ofDays(1) : Duration.ofSeconds(16);
    return new Story(seed, replicas, warm, clients, happenings);
  }

  private ClientSpec client(String name) {
    int dice = random.nextInt(20);
    ClientSpec.Kind kind =
        dice < 14
            ? ClientSpec.Kind.ENVOY
            : dice < 18 ? ClientSpec.Kind.GRPC : ClientSpec.Kind.REFUSER;
    boolean delta =
        kind == ClientSpec.Kind.REFUSER || (kind == ClientSpec.Kind.ENVOY && random.nextBoolean());
    boolean gateway = kind == ClientSpec.Kind.ENVOY && random.nextInt(4) == 0;
    int service = random.nextInt(SERVICES);
    String place = NAMESPACES.get(service % 2) + "/s" + service;
    return new ClientSpec(name, kind, delta ? Form.DELTA : Form.SOTW, gateway ? "gateway" : place);
  }

  private void add(String... words) {
    happenings.add(new Happening(millis, List.of(words)));
  }

  private String service() {
    return "s" + random.nextInt(SERVICES);
  }

  private String namespace(String service) {
    return NAMESPACES.get((service.charAt(1) - '0') % 2);
  }

  private String version() {
    return random.nextInt(3) == 0 ? "v2" : "v1";
  }

  private String reference() {
    String service = service();
    return service + "." + namespace(service) + "@" + version();
  }

  private String someClient() {
    return clients.get(random.nextInt(clients.size())).name();
  }

  private String destinations() {
    String one = reference() + ":" + (1 + random.nextInt(3));
    return random.nextInt(3) == 0 ? one : one + "," + reference() + ":" + random.nextInt(3);
  }

  private void next() {
    pause();
    int dice = random.nextInt(100);
    if (dice < 70) {
      int edits = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 1;
      for (int i = 0; i < edits; i++) {
        edit();
      }
    } else if (dice < 82) {
      if (!refusesClusters) {
        add("cut", someClient());
      }
    } else if (dice < 86) {
      String client = someClient();
      add("stall", client);
      millis += random.nextInt(2_000);
      add("resume", client);
    } else if (dice < 90) {
      String down = Integer.toString(random.nextInt(2_000));
      String kept = random.nextBoolean() ? "kept" : "lost";
      if (!refusesClusters) {
        add("restart", Integer.toString(random.nextInt(replicas)), down, kept);
      }
    } else if (dice < 94) {
      String replica = Integer.toString(random.nextInt(replicas));
      add("lag", replica, Integer.toString(random.nextInt(3_000)));
      pause();
      edit();
      pause();
      add("lag", replica, "0");
    } else if (dice < 97) {
      millis += CALM_MILLIS;
      add("calm");
    } else {
      millis += 30_000;
      add("depart");
    }
  }

  /** Mostly shorter than a message takes, so that everything happens amid something else. */
  private void pause() {
    int dice = random.nextInt(10);
    millis +=
        dice < 5 ? random.nextInt(60) : dice < 9 ? random.nextInt(600) : random.nextInt(20_000);
  }

  private void edit() {
    String service = service();
    String balancer = "l" + random.nextInt(2);
    String route = "r" + random.nextInt(4);
    switch (random.nextInt(15)) {
      case 0, 1, 2 ->
          add(
              "service",
              service,
              namespace(service),
              version(),
              Integer.toString(random.nextInt(4)),
              flavour());
      case 3 -> add("delete", reference());
      case 4 -> {
        String version = version();
        add("delete", service + "." + namespace(service) + "@" + version);
        millis += random.nextInt(200);
        add("service", service, namespace(service), version, "1", flavour());
      }
      case 5, 6 ->
          add("endpoint", reference(), "10.0.1." + random.nextInt(4), isBad() ? "bad" : "b");
      case 7, 8, 9 -> add("route", route, host(), isBad() ? "/bad" : prefix(), destinations());
      case 10 -> add("unroute", "route_" + route);
      case 11, 12 -> add("split", "route_" + route, destinations());
      case 13 -> add("balancer", balancer, random.nextBoolean() ? "cookie" : "least", reference());
      default -> add("unbalance", "lb_" + balancer);
    }
  }

  private boolean isBad() {
    return refuses && random.nextInt(5) == 0;
  }

  private String flavour() {
    int dice = random.nextInt(12);
    if (dice == 0) {
      return "tcp" + (5000 + random.nextInt(2));
    }
    if (dice == 1) {
      return random.nextBoolean() ? "names" : "slownames";
    }
    return refuses && dice == 2 ? "bad" : refusesClusters && dice == 3 ? "badnames" : "http";
  }

  private String host() {
    return switch (random.nextInt(4)) {
      case 0 -> "-";
      case 1 -> "api.example.com";
      default -> {
        String service = service();
        yield service + "." + namespace(service);
      }
    };
  }

  private String prefix() {
    return List.of("/", "/a", "/a/b").get(random.nextInt(3));
  }
}
