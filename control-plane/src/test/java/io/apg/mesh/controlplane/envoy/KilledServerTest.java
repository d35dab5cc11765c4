package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The whole server, killed in the middle of writes over REST. */
class KilledServerTest {
  private static final int WRITES = 1_000;
  private static final int WRITERS = 16;
  private static final Duration BOUND = Duration.ofSeconds(60);

  @Test
  void everyAcknowledgedWriteIsThereAndNothingIsHalfApplied() throws Exception {
    try (MeshdProcess meshd = MeshdLaunch.onClassPath().start()) {
      MeshApi api = meshd.api("admin");
      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      List<Thread> writers = writers(api, acknowledged);
      meshd.await("writes", BOUND, () -> acknowledged.size() >= WRITES / 2);
      meshd.kill();
      for (Thread writer : writers) {
        writer.join(BOUND.toMillis());
        assertThat(writer.isAlive()).isFalse();
      }
      assertThat(acknowledged).hasSizeLessThan(WRITES);
      meshd.restart();
      Set<String> present = new HashSet<>();
      String token = "";
      do {
        JsonNode page = api.get("/api/services?page_size=500&page_token=" + token).data();
        for (JsonNode service : page.path("services")) {
          present.add(service.path("service_id").asText());
          // Written by one Apply: both services with both endpoints, or none of it.
          assertThat(service.path("endpoints")).as("%s", service).hasSize(2);
        }
        token = page.path("next_page_token").asText();
      } while (!token.isEmpty());
      assertThat(present).containsAll(acknowledged);
      for (String id : present) {
        String twin = id.endsWith("_a") ? id.replaceAll("_a$", "_b") : id.replaceAll("_b$", "_a");
        assertThat(present).contains(twin);
      }
    }
  }

  private static List<Thread> writers(MeshApi api, Set<String> acknowledged) {
    AtomicInteger next = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (int n = next.incrementAndGet(); n <= WRITES; n = next.incrementAndGet()) {
                    write(api, "s" + n, acknowledged);
                  }
                } catch (IOException killed) {
                  // Nobody promised anything about this write.
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      writer.start();
      writers.add(writer);
    }
    return writers;
  }

  private static void write(MeshApi api, String name, Set<String> acknowledged)
      throws IOException, InterruptedException {
    ApiAnswer answer =
        api.post(
            "/api/apply",
            Objects.apply(
                Objects.service(name + "-a", "shop", "v1", "10.0.0.1:80", "10.0.0.2:80"),
                Objects.service(name + "-b", "shop", "v1", "10.0.0.1:80", "10.0.0.2:80")));
    if (answer.status() == 200) {
      acknowledged.add("svc_" + name + "_a");
      acknowledged.add("svc_" + name + "_b");
    }
  }
}
