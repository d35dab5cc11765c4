package io.apg.mesh.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Makes up histories: the same seed, the same steps. */
final class Histories {
  private final Random random;
  private final boolean refuses;
  private final boolean scoped;
  private final List<Step> steps = new ArrayList<>();
  private int contents;

  private Histories(HistoryKind kind, long seed) {
    this.random = new Random(seed);
    this.refuses = kind.refuses;
    this.scoped = kind.isScoped();
  }

  static List<Step> of(HistoryKind kind, long seed) {
    Histories histories = new Histories(kind, seed);
    int length = 20 + histories.random.nextInt(90);
    while (histories.steps.size() < length) {
      histories.next();
    }
    return histories.steps;
  }

  private void next() {
    int dice = random.nextInt(100);
    if (dice < 12) {
      int edits = 1 + random.nextInt(3);
      for (int i = 0; i < edits; i++) {
        edit();
      }
      step("publish", HistoryRun::publish);
    } else if (dice < 38) {
      step("server sends", HistoryRun::serverSends);
    } else if (dice < 62) {
      step("client receives", HistoryRun::clientReceives);
    } else if (dice < 86) {
      step("server hears", HistoryRun::serverHears);
    } else if (dice < 89) {
      step("all is delivered", HistoryRun::deliverAll);
    } else if (dice < 91) {
      step("stream breaks", HistoryRun::breakStream);
    } else if (dice < 92) {
      boolean kept = random.nextBoolean();
      step(kept ? "server restarts" : "server restarts and forgets", run -> run.restart(kept));
    } else if (dice < 93) {
      step("old listeners drain", run -> run.client.drain());
    } else if (dice < 94) {
      step("client waits no longer for endpoints", HistoryRun::runOut);
    } else if (dice < 96) {
      step("nothing waits for the slow", HistoryRun::calm);
    } else {
      int millis = random.nextInt(dice < 98 ? 40 : 40_000);
      step("pass " + millis + " ms", run -> run.pass(Duration.ofMillis(millis)));
    }
  }

  private void step(String words, Consumer<HistoryRun> action) {
    steps.add(new Step(words, action));
  }

  private void edit(String words, Consumer<HistoryMesh> change) {
    steps.add(new Step("  " + words, run -> change.accept(run.mesh)));
  }

  private String content() {
    int dice = refuses ? random.nextInt(10) : 2;
    return (dice == 0 ? "bad" : dice == 1 ? "malformed" : "") + ++contents % 7;
  }

  private String service() {
    return random.nextInt(6) == 0 ? HistoryMesh.SLOW : "s" + random.nextInt(5);
  }

  private void edit() {
    String service = service();
    String config = "r" + random.nextInt(2);
    String host = "h" + random.nextInt(3);
    String content = content();
    switch (random.nextInt(scoped ? 14 : 12)) {
      case 0, 1 -> clusterEdit(service, content);
      case 2, 3 -> {
        if (!service.equals(HistoryMesh.SLOW)) {
          edit(service + " endpoints " + content, mesh -> mesh.endpoints(service, content));
        }
      }
      case 4, 5, 6 -> {
        String two = service();
        boolean bad = refuses && random.nextInt(6) == 0;
        edit(
            config + "/" + host + " -> " + service + "," + two + (bad ? " badly" : ""),
            mesh -> mesh.route(config, host, service, two, bad));
      }
      case 7 -> edit(config + "/" + host + " removed", mesh -> mesh.removeHost(config, host));
      case 8 -> edit(service + " removed", mesh -> mesh.remove(service));
      case 9 -> slowEdit();
      case 12, 13 -> scopeEdit("c" + random.nextInt(3), service, service());
      default -> listenerEdit(config, content);
    }
  }

  private void scopeEdit(String scope, String one, String two) {
    boolean bad = refuses && random.nextInt(6) == 0;
    if (random.nextInt(3) == 0) {
      edit(scope + " removed", mesh -> mesh.removeScope(scope));
    } else {
      edit(
          scope + " -> " + one + "," + two + (bad ? " badly" : ""),
          mesh -> mesh.scope(scope, one, two, bad));
    }
  }

  private void clusterEdit(String service, String content) {
    if (service.equals(HistoryMesh.SLOW)) {
      edit("slow changes to " + content, mesh -> mesh.cluster(service, content));
    } else if (random.nextBoolean()) {
      String endpoints = content();
      edit(
          service + " is " + content + " with endpoints " + endpoints,
          mesh -> {
            mesh.cluster(service, content);
            mesh.endpoints(service, endpoints);
          });
    } else {
      String endpoints = content();
      edit(
          service + " removed and made again as " + content,
          mesh -> {
            mesh.remove(service);
            mesh.cluster(service, content);
            mesh.endpoints(service, endpoints);
          });
    }
  }

  private void slowEdit() {
    if (random.nextBoolean()) {
      edit("slow is slow no more", HistoryMesh::hurry);
    } else {
      edit(
          "slow loses its endpoints",
          mesh -> {
            mesh.remove(HistoryMesh.SLOW);
            mesh.withoutEndpoints(HistoryMesh.SLOW);
            mesh.cluster(HistoryMesh.SLOW, "again");
          });
    }
  }

  private void listenerEdit(String config, String content) {
    switch (random.nextInt(6)) {
      case 0 ->
          edit(
              "l0 " + content + " -> " + config,
              mesh -> mesh.listener("l0", content, "p0", config));
      case 1, 2 ->
          edit(
              "l1 " + content + " -> " + config,
              mesh -> mesh.listener("l1", content, "p1", config));
      case 3 -> edit("l1 removed", mesh -> mesh.removeListener("l1"));
      case 4 -> {
        boolean there = random.nextBoolean();
        String from = there ? "l1" : "l2";
        String to = there ? "l2" : "l1";
        edit(from + " is renamed " + to, mesh -> mesh.rename(from, to));
      }
      default -> {
        if (refuses && random.nextBoolean()) {
          step("another process takes p1", run -> run.client.takenPorts().add("p1"));
        } else if (refuses) {
          step("p1 is free", run -> run.client.takenPorts().clear());
        } else {
          edit("l0 and l1 exchange what they serve", mesh -> mesh.exchange("l0", "l1"));
        }
      }
    }
  }
}
