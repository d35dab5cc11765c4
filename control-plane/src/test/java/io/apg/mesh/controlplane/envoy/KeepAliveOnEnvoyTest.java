package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.http.HttpConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that closes idle connections, as all of them do after some seconds. */
class KeepAliveOnEnvoyTest {
  /** From before Envoy's own idle timeout to after the application's. */
  private static final List<Integer> PAUSES_MILLIS =
      List.of(3_500, 3_900, 4_000, 4_100, 4_500, 5_000, 5_100, 5_500);

  private static final int TOGETHER = 8;
  private static final int ROUNDS = Effort.times(1);

  @TempDir Path folder;

  /**
   * POSTs are not tried again, so nothing hides one that meets a connection which is being closed.
   * Each service has its own connections, which lie idle for its pause between two bursts.
   */
  @Test
  void noPostMeetsAConnectionThatTheApplicationIsClosing() throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      ClosingBackend application = mesh.keep(new ClosingBackend());
      Mesh.Running caller = mesh.sidecar("svc_caller~1", true);
      List<String> hosts = new ArrayList<>();
      for (int pause : PAUSES_MILLIS) {
        mesh.apply(
            Objects.service("paused-" + pause, "shop", "v1", "127.0.0.1:" + application.port()));
        hosts.add("paused-" + pause + ".shop");
      }
      caller.awaitOk(hosts.get(hosts.size() - 1), "/", Mesh.LATER);
      int expected = hosts.size() * TOGETHER * (ROUNDS + 1);
      assertThat(burstsWithPauses(caller, hosts)).isEqualTo(Map.of("200", expected));
      assertThat(application.closedOnRequest()).isZero();
    }
  }

  private static Map<String, Integer> burstsWithPauses(Mesh.Running proxy, List<String> hosts)
      throws Exception {
    Map<String, Integer> answers = new ConcurrentHashMap<>();
    ScheduledExecutorService threads = Executors.newScheduledThreadPool(4 * TOGETHER);
    try {
      List<ScheduledFuture<?>> all = new ArrayList<>();
      for (int service = 0; service < hosts.size(); service++) {
        String host = hosts.get(service);
        for (int round = 0; round <= ROUNDS; round++) {
          // Bursts of different services do not meet.
          long due = 30L * service + (long) round * PAUSES_MILLIS.get(service);
          for (int i = 0; i < TOGETHER; i++) {
            all.add(threads.schedule(() -> post(proxy, host, answers), due, TimeUnit.MILLISECONDS));
          }
        }
      }
      for (ScheduledFuture<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return answers;
  }

  private static void post(Mesh.Running proxy, String host, Map<String, Integer> answers) {
    String answer;
    try (HttpConnection connection = HttpConnection.open(proxy.address(), Duration.ofSeconds(10))) {
      Map<String, String> headers = Map.of("host", host, "connection", "close");
      answer = String.valueOf(connection.exchange("POST", "/", headers).status());
    } catch (IOException e) {
      answer = e.toString();
    }
    answers.merge(answer, 1, Integer::sum);
  }
}
