package io.apg.mesh.controlplane.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that makes a simulation go as it goes. {@link #toString} is text that {@link #parse}
 * reads.
 *
 * @param seed where delays, and the choice of a replica, come from
 * @param warmBound how long a new route waits for its clusters
 */
record Story(
    long seed,
    int replicas,
    Duration warmBound,
    List<ClientSpec> clients,
    List<Happening> happenings) {
  Story {
    clients = List.copyOf(clients);
    happenings = List.copyOf(happenings);
  }

  static Story parse(String text) {
    long seed = 0;
    int replicas = 1;
    Duration warmBound = Duration.ofDays(1);
    List<ClientSpec> clients = new ArrayList<>();
    List<Happening> happenings = new ArrayList<>();
    for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "seed" -> seed = Long.parseLong(words[1]);
        case "replicas" -> replicas = Integer.parseInt(words[1]);
        case "warm" -> warmBound = Duration.parse(words[1]);
        case "client" -> clients.add(ClientSpec.parse(words));
        default -> {
          List<String> what = List.of(words).subList(1, words.length);
          happenings.add(new Happening(Long.parseLong(words[0]), what));
        }
      }
    }
    return new Story(seed, replicas, warmBound, clients, happenings);
  }

  Story withClients(List<ClientSpec> other) {
    return new Story(seed, replicas, warmBound, other, happenings);
  }

  Story withHappenings(List<Happening> other) {
    return new Story(seed, replicas, warmBound, clients, other);
  }

  Story withReplicas(int other) {
    return new Story(seed, other, warmBound, clients, happenings);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("seed ").append(seed).append("\nreplicas ").append(replicas);
    text.append("\nwarm ").append(warmBound).append('\n');
    clients.forEach(client -> text.append(client).append('\n'));
    happenings.forEach(happening -> text.append(happening).append('\n'));
    return text.toString();
  }
}
