package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.apg.mesh.examples.process.Await;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Constant load over a channel: 200 calls a second, none of them tried again, all counted. */
final class GrpcLoad implements AutoCloseable {
  private static final int EVERY_MILLIS = 5;
  private static final int DEADLINE_SECONDS = 20;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final LongAdder sent = new LongAdder();
  private final Map<String, LongAdder> answered = new ConcurrentHashMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();

  private GrpcLoad() {}

  static GrpcLoad on(Channel channel) {
    GrpcLoad load = new GrpcLoad();
    ScheduledFuture<?> unused =
        load.timer.scheduleAtFixedRate(
            () -> load.call(channel), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return load;
  }

  private void call(Channel channel) {
    sent.increment();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    Futures.addCallback(
        ClientCalls.futureUnaryCall(channel.newCall(GrpcEcho.SAY, options), ""),
        new FutureCallback<String>() {
          @Override
          public void onSuccess(String name) {
            answered.computeIfAbsent(name, key -> new LongAdder()).increment();
          }

          @Override
          public void onFailure(Throwable error) {
            failures.add(error.toString());
          }
        },
        MoreExecutors.directExecutor());
  }

  /** Answers of one application so far. */
  long answersOf(String name) {
    LongAdder count = answered.get(name);
    return count == null ? 0 : count.sum();
  }

  /** Waits until an application has answered so many more calls. */
  void awaitAnswers(String name, long more) throws InterruptedException {
    long goal = answersOf(name) + more;
    assertThat(Await.holds(Mesh.LATER, () -> answersOf(name) >= goal))
        .as("%s more answers of %s: %s, failures: %s", more, name, answered, failures)
        .isTrue();
  }

  /** Ends it; nothing of it may have failed. */
  void stopWithoutFailure() throws InterruptedException {
    timer.shutdown();
    assertThat(timer.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(Await.holds(Mesh.LATER, () -> answers() + failures.size() == sent.sum())).isTrue();
    assertThat(failures).isEmpty();
    assertThat(answers()).isGreaterThan(100);
  }

  private long answers() {
    return answered.values().stream().mapToLong(LongAdder::sum).sum();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
