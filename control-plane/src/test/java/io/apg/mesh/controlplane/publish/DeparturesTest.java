package io.apg.mesh.controlplane.publish;

import static io.apg.mesh.controlplane.publish.RegistryFixture.mustApply;
import static io.apg.mesh.controlplane.publish.RegistryFixture.request;
import static io.apg.mesh.controlplane.publish.RegistryFixture.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Departing;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeparturesTest {
  private static final Duration LEAVING = Duration.ofMinutes(5);
  private static final Duration DRAINING = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong();
  private SqliteRegistryStore store;
  private Departures departures;

  @BeforeEach
  void open() {
    store = SqliteRegistryStore.builder(folder.resolve("mesh.db")).build();
    store.open();
    departures = new Departures(store, LEAVING, DRAINING, now::get);
  }

  @AfterEach
  void close() {
    departures.close();
    store.close();
  }

  private void apply(Change... changes) throws InterruptedException {
    mustApply(store.apply(request(changes)));
    awaitFeed();
  }

  /** Listeners are told in order of their coming, so that the one before this one was told too. */
  private void awaitFeed() throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    store.subscribe(change -> told.countDown());
    mustApply(store.apply(request(service("tick", "shop", "v" + store.state().revision()))));
    assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
    departures.check();
  }

  private Departing departing() {
    return store.state().tenant("default").departing();
  }

  private static Change delete(String id) {
    return new Change.Delete(ObjectKind.SERVICE, id, null);
  }

  @Test
  void eachHasItsTime() throws Exception {
    departures.start();
    apply(service("a", "shop", "v1", "10.0.0.1"), service("b", "shop", "v1", "10.0.0.2"));
    apply(delete("svc_a"), service("b", "shop", "v1"));
    pass(DRAINING.minusNanos(1));
    assertThat(departing().endpoints().keySet()).containsExactly("svc_b");
    pass(Duration.ofNanos(1));
    assertThat(departing().endpoints()).isEmpty();
    pass(LEAVING.minus(DRAINING).minusNanos(1));
    assertThat(departing().services().keySet()).containsExactly("svc_a");
    long revision = store.state().revision();
    pass(Duration.ofNanos(1));
    assertThat(departing()).isEqualTo(Departing.NONE);
    assertThat(store.state().revision()).isEqualTo(revision + 1);
    pass(LEAVING);
    assertThat(store.state().revision()).isEqualTo(revision + 1);
  }

  @Test
  void whatCameBackAndWentAgainHasItsFullTime() throws Exception {
    departures.start();
    apply(service("a", "shop", "v1", "10.0.0.1"));
    apply(delete("svc_a"));
    pass(LEAVING.minusSeconds(1));
    apply(service("a", "shop", "v1", "10.0.0.1"));
    apply(delete("svc_a"));
    pass(Duration.ofSeconds(1));
    assertThat(departing().services().keySet()).containsExactly("svc_a");
    pass(LEAVING.minusSeconds(1));
    assertThat(departing()).isEqualTo(Departing.NONE);
  }

  @Test
  void afterAStartTheTimeRunsAgain() throws Exception {
    apply(service("a", "shop", "v1", "10.0.0.1"), service("b", "shop", "v1", "10.0.0.2"));
    apply(delete("svc_a"), service("b", "shop", "v1"));
    pass(LEAVING.multipliedBy(2));
    departures.start();
    pass(DRAINING.minusNanos(1));
    assertThat(departing().endpoints().keySet()).containsExactly("svc_b");
    pass(LEAVING.minus(DRAINING));
    assertThat(departing().endpoints()).isEmpty();
    assertThat(departing().services().keySet()).containsExactly("svc_a");
    pass(Duration.ofNanos(1));
    assertThat(departing()).isEqualTo(Departing.NONE);
  }

  @Test
  void byItself() throws Exception {
    try (Departures quick =
        new Departures(store, Duration.ofMillis(20), Duration.ZERO, System::nanoTime)) {
      quick.start();
      apply(service("a", "shop", "v1", "10.0.0.1"), service("b", "shop", "v1", "10.0.0.2"));
      apply(delete("svc_a"), service("b", "shop", "v1"));
      await().atMost(Duration.ofSeconds(10)).until(() -> departing().equals(Departing.NONE));
    }
  }

  @Test
  void aStoreThatCannotBeWrittenIsTriedAgain() throws Exception {
    departures.start();
    apply(service("a", "shop", "v1", "10.0.0.1"));
    apply(delete("svc_a"));
    store.close();
    now.addAndGet(LEAVING.toNanos());
    departures.check();
    store.open();
    assertThat(departing().services().keySet()).containsExactly("svc_a");
    pass(Duration.ofSeconds(1));
    assertThat(departing()).isEqualTo(Departing.NONE);
  }
}
