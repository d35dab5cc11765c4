package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.api.RequestId;
import io.apg.mesh.registry.StoreUnavailableException;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Handles calls on threads of their own, so that transports never wait: a few for reads, more for
 * writes, which wait for the disk together. What is too much is refused at once. Turns what goes
 * wrong into the API's errors. Thread-safe.
 */
final class Calls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
  private static final int READERS = 4;
  private static final int WRITERS = 32;
  private static final int WAITING = 2048;

  private final ExecutorService readers;
  private final ExecutorService writers;

  Calls() {
    this(pool("admin-read", READERS, WAITING), pool("admin-write", WRITERS, WAITING));
  }

  Calls(ExecutorService readers, ExecutorService writers) {
    this.readers = readers;
    this.writers = writers;
  }

  static ExecutorService pool(String name, int threads, int waiting) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  <A> void read(StreamObserver<A> observer, Callable<A> handler) {
    run(readers, begin(observer), handler);
  }

  /** Reads once {@code ready} is complete; until then no thread is held. */
  <A> void readAfter(CompletionStage<Void> ready, StreamObserver<A> observer, Callable<A> handler) {
    ServerCallStreamObserver<A> call = begin(observer);
    ready.thenRun(Context.current().wrap(() -> run(readers, call, handler)));
  }

  /** Whatever {@code handler} changes, it changes through a {@link Writer}. */
  <A> void write(StreamObserver<A> observer, Callable<A> handler) {
    run(writers, begin(observer), handler);
  }

  @Override
  public void close() {
    readers.shutdown();
    writers.shutdown();
  }

  private static <A> ServerCallStreamObserver<A> begin(StreamObserver<A> observer) {
    ServerCallStreamObserver<A> call = (ServerCallStreamObserver<A>) observer;
    // Without a handler, answering a caller who has gone would throw.
    call.setOnCancelHandler(() -> {});
    return call;
  }

  private static <A> void run(
      ExecutorService executor, ServerCallStreamObserver<A> call, Callable<A> handler) {
    try {
      executor.execute(Context.current().wrap(() -> handle(call, handler)));
    } catch (RejectedExecutionException tooMuch) {
      ApiError error =
          ApiError.of(ErrorCode.UNAVAILABLE, "too many requests are waiting")
              .withHint("try again in a moment");
      call.onError(error.toGrpc());
    }
  }

  private static <A> void handle(ServerCallStreamObserver<A> call, Callable<A> handler) {
    if (call.isCancelled()) {
      return;
    }
    MDC.put(RequestId.LOG_KEY, RequestIds.current());
    try {
      A answer = handler.call();
      call.onNext(answer);
      call.onCompleted();
    } catch (Throwable failure) {
      // An Error too, as one of a stack that is too small: whoever called must not wait for ever.
      call.onError(error(failure).toGrpc());
    } finally {
      MDC.remove(RequestId.LOG_KEY);
    }
  }

  private static ApiError error(Throwable failure) {
    if (failure instanceof ApiException refused) {
      return refused.error();
    }
    if (failure instanceof StoreUnavailableException) {
      LOG.warn("event=store_unavailable reason={}", failure.getMessage());
      return ApiError.of(ErrorCode.UNAVAILABLE, "the registry's database is not available")
          .withHint("reads still work; try again when the database is back");
    }
    LOG.error("event=request_failed", failure);
    return ApiError.of(ErrorCode.INTERNAL, "internal error in request " + RequestIds.current())
        .withHint("the log of meshd has the cause under this request id");
  }
}
