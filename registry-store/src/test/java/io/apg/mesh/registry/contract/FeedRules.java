package io.apg.mesh.registry.contract;

import static io.apg.mesh.registry.contract.EndpointDraft.endpoint;
import static io.apg.mesh.registry.contract.Requests.TENANT;
import static io.apg.mesh.registry.contract.Requests.apply;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.request;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.StateChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What followers of a store learn. */
public interface FeedRules extends StoreFixture {
  /** Writers at the same time. */
  int WRITERS = 8;

  /** Writes of each. */
  int WRITES = 50;

  @Test
  default void step_tellsStatesKeysAndRevision() {
    Queue<StateChange> steps = new ConcurrentLinkedQueue<>();
    MeshState start = store().subscribe(steps::add);
    applied(post(service("a", "v1", "default").endpoints(endpoint("10.0.0.1", 80))));
    MeshState end = store().state();
    StateChange step = await().atMost(10, TimeUnit.SECONDS).until(steps::poll, s -> s != null);
    assertThat(step.before()).isSameAs(start);
    assertThat(step.after()).isSameAs(end);
    assertThat(step.changed())
        .containsExactlyInAnyOrder(
            new ObjectKey(TENANT, ObjectKind.SERVICE, "svc_a"),
            new ObjectKey(TENANT, ObjectKind.ENDPOINT, storedEndpoint("svc_a", "10.0.0.1").id()));
    assertThat(step.revisions()).containsExactly(store().revision(TENANT, 1).orElseThrow());
  }

  @Test
  default void writesThatChangeNothing_areNotTold() {
    applied(post(service("a", "v1", "default")));
    Queue<StateChange> steps = new ConcurrentLinkedQueue<>();
    store().subscribe(steps::add);
    applied(apply(service("a", "v1", "default")));
    problems(request(post(service("a", "v1", "default"))));
    applied(post(service("b", "v1", "default")));
    await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(steps).isNotEmpty());
    assertThat(steps).singleElement().extracting(step -> step.after().revision()).isEqualTo(2L);
  }

  @Test
  default void brokenListener_disturbsNobody() {
    Queue<StateChange> steps = new ConcurrentLinkedQueue<>();
    store()
        .subscribe(
            step -> {
              throw new IllegalStateException("broken on purpose");
            });
    store().subscribe(steps::add);
    applied(post(service("a", "v1", "default")));
    applied(post(service("b", "v1", "default")));
    await().atMost(10, TimeUnit.SECONDS).until(() -> steps.size() == 2);
  }

  @Test
  default void concurrentWriters_getRevisionsWithoutGaps_toldInOrder() throws Exception {
    Queue<StateChange> steps = new ConcurrentLinkedQueue<>();
    MeshState start = store().subscribe(steps::add);
    List<Long> acknowledged = writeConcurrently();
    Collections.sort(acknowledged);
    long last = WRITERS * WRITES;
    assertThat(acknowledged)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> steps.stream().mapToInt(step -> step.revisions().size()).sum() == last);
    MeshState state = start;
    List<Long> told = new ArrayList<>();
    for (StateChange step : steps) {
      assertThat(step.before()).isSameAs(state);
      state = step.after();
      step.revisions().stream().map(RevisionRecord::number).forEach(told::add);
    }
    assertThat(told).isEqualTo(acknowledged);
    assertThat(state).isSameAs(store().state());
    assertThat(tenant().services()).hasSize((int) last);
    reopen();
    assertThat(store().state()).isEqualTo(state);
  }

  @Test
  default void randomWrites_areTheSame_toldAndReadAgain() {
    Queue<StateChange> steps = new ConcurrentLinkedQueue<>();
    store().subscribe(steps::add);
    RandomRequests requests = new RandomRequests(7);
    for (int i = 0; i < 300; i++) {
      store().apply(requests.next(tenant()));
    }
    MeshState state = store().state();
    assertThat(state.revision()).isGreaterThan(30);
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> steps.stream().anyMatch(step -> step.after().revision() == state.revision()));
    reopen();
    assertThat(store().state()).isEqualTo(state);
    RandomRequests more = new RandomRequests(8);
    for (int i = 0; i < 50; i++) {
      store().apply(more.next(tenant()));
    }
    MeshState end = store().state();
    reopen();
    assertThat(store().state()).isEqualTo(end);
  }

  private List<Long> writeConcurrently() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      CountDownLatch start = new CountDownLatch(WRITERS);
      List<Callable<List<Long>>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        String name = "s" + w;
        writers.add(() -> write(name, start));
      }
      List<Long> acknowledged = new ArrayList<>();
      for (Future<List<Long>> writer : threads.invokeAll(writers, 60, TimeUnit.SECONDS)) {
        acknowledged.addAll(writer.get());
      }
      return acknowledged;
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Long> write(String name, CountDownLatch start) throws InterruptedException {
    start.countDown();
    start.await();
    List<Long> revisions = new ArrayList<>();
    for (int i = 0; i < WRITES; i++) {
      Applied applied = applied(post(service(name + "-" + i, "v1", "default")));
      assertThat(store().state().revision()).isGreaterThanOrEqualTo(applied.revision());
      assertThat(tenant().service(applied.results().get(0).id())).isNotNull();
      revisions.add(applied.revision());
    }
    return revisions;
  }
}
