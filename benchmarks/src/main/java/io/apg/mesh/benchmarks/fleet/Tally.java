package io.apg.mesh.benchmarks.fleet;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.snapshot.XdsType;
import io.grpc.Status;
import java.util.Arrays;

/**
 * What a fleet has heard since the last {@link #reset}: how much, and when each answer to a change
 * was given. Written on the event loop, and read there.
 */
final class Tally {
  private final int services;
  private XdsType awaited = XdsType.ENDPOINT;
  private long[] times = new long[1024];
  private int answers;
  private int synced;
  private long lastSynced;
  private long lastHeard;
  private long messages;
  private long bytes;
  private long resources;
  private long resourceBytes;
  private int failures;

  Tally(int services) {
    this.services = services;
  }

  int services() {
    return services;
  }

  /** Counts from zero; answers are those to messages of {@code type}. */
  void reset(XdsType type) {
    awaited = type;
    answers = 0;
    messages = 0;
    bytes = 0;
    resources = 0;
    resourceBytes = 0;
  }

  /** A fleet begins: nobody is in sync. */
  void begin() {
    reset(XdsType.ENDPOINT);
    synced = 0;
  }

  /** Called when the answer was handed to the transport. */
  void heard(int length, Heard heard) {
    lastHeard = System.nanoTime();
    messages++;
    bytes += length;
    resources += heard.resources().size();
    resourceBytes += heard.resourceBytes();
    if (heard.type() == awaited) {
      if (answers == times.length) {
        times = Arrays.copyOf(times, 2 * answers);
      }
      times[answers++] = lastHeard;
    }
  }

  void synced() {
    synced++;
    lastSynced = System.nanoTime();
  }

  void failed(Status status) {
    if (failures++ == 0) {
      System.err.println("stream ended: " + status);
    }
  }

  Figures figures() {
    Figures figures =
        Figures.NONE
            .and("answers", answers)
            .and("synced", synced)
            .and("last_synced", lastSynced)
            .and("last_heard", lastHeard)
            .and("messages", messages)
            .and("bytes", bytes)
            .and("resources", resources)
            .and("resource_bytes", resourceBytes)
            .and("failures", failures);
    return answers == 0
        ? figures
        : figures.and("middle", times[answers / 2]).and("last", times[answers - 1]);
  }
}
