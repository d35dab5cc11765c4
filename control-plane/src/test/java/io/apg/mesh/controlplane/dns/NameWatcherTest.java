package io.apg.mesh.controlplane.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.Resolution;
import io.apg.mesh.registry.contract.EndpointDraft;
import io.apg.mesh.registry.contract.Requests;
import io.apg.mesh.registry.contract.ServiceDraft;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameWatcherTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final Map<String, List<String>> names = new ConcurrentHashMap<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private SqliteRegistryStore store;
  private NameWatcher watcher;

  @BeforeEach
  void open() {
    store = SqliteRegistryStore.builder(folder.resolve("mesh.db")).build();
    store.open();
    watcher = new NameWatcher(store, this::resolve, Duration.ofMillis(50), NameListener.NONE);
    watcher.start();
  }

  @AfterEach
  void close() {
    released.countDown();
    watcher.close();
    store.close();
  }

  private List<String> resolve(String host) throws UnknownHostException {
    if (host.startsWith("silent")) {
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new UnknownHostException(host + ": no answer");
    }
    List<String> addresses = names.get(host);
    if (addresses == null) {
      throw new UnknownHostException(host + ": no such name");
    }
    return addresses;
  }

  private void register(String service, String host) {
    register(service, host, Resolution.CONTROL_PLANE);
  }

  private void register(String service, String host, Resolution resolution) {
    EndpointDraft endpoint = EndpointDraft.empty().host(host).port(80);
    ServiceDraft draft =
        ServiceDraft.service(service, "v1", "shop").resolution(resolution).endpoints(endpoint);
    ApplyOutcome outcome = store.apply(Requests.request(Requests.apply(draft)));
    assertThat(outcome).isInstanceOf(ApplyOutcome.Applied.class);
  }

  private List<String> addresses(String service) {
    return store.state().tenant("default").endpointsOf("svc_" + service).values().stream()
        .map(Endpoint::addresses)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void fortyNamesWithoutAnyAnswerDelayNoOther() {
    for (int i = 0; i < 40; i++) {
      register("s" + i, "silent" + i + ".internal");
    }
    names.put("good.internal", List.of("10.0.0.2", "10.0.0.1"));
    register("good", "good.internal");
    await().atMost(BOUND).until(() -> !addresses("good").isEmpty());
    assertThat(addresses("good")).containsExactly("10.0.0.1", "10.0.0.2");
    names.put("good.internal", List.of("10.0.0.3"));
    await().atMost(BOUND).until(() -> addresses("good").equals(List.of("10.0.0.3")));
  }

  @Test
  void aFailureKeepsTheAddressesAndIsTold() {
    names.put("orders.internal", List.of("10.0.0.1"));
    register("orders", "orders.internal");
    await().atMost(BOUND).until(() -> !addresses("orders").isEmpty());
    long revision = store.state().revision();
    names.remove("orders.internal");
    await().atMost(BOUND).until(() -> watcher.unresolved("default").size() == 1);
    assertThat(watcher.unresolved("default").get(0).reason()).contains("no such name");
    assertThat(addresses("orders")).containsExactly("10.0.0.1");
    assertThat(store.state().revision()).isEqualTo(revision);
    names.put("orders.internal", List.of("10.0.0.1"));
    await().atMost(BOUND).until(() -> watcher.unresolved("default").isEmpty());
    assertThat(store.state().revision()).isEqualTo(revision);
  }

  @Test
  void namesThatProxiesResolveAreLeftToThem() {
    names.put("seen.internal", List.of("10.0.0.1"));
    register("left", "unknown.internal", Resolution.PROXY);
    register("seen", "seen.internal");
    await().atMost(BOUND).until(() -> !addresses("seen").isEmpty());
    assertThat(watcher.unresolved("default")).isEmpty();
    register("seen", "seen.internal", Resolution.PROXY);
    names.put("seen.internal", List.of("10.0.0.2"));
    names.put("unknown.internal", List.of("10.0.0.3"));
    register("left", "unknown.internal", Resolution.CONTROL_PLANE);
    await().atMost(BOUND).until(() -> addresses("left").equals(List.of("10.0.0.3")));
    assertThat(addresses("seen")).as("what it was").containsExactly("10.0.0.1");
    register("seen", "seen.internal", Resolution.CONTROL_PLANE);
    await().atMost(BOUND).until(() -> addresses("seen").equals(List.of("10.0.0.2")));
  }
}
