package io.apg.mesh.xds;

import io.apg.mesh.snapshot.Node;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc.ClientStatusDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.envoyproxy.envoy.service.status.v3.ClientStatusResponse;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * CSDS: what every client was sent, and what it said to that. Each client is asked in its own turn,
 * which costs it no more than where it differs from its snapshot; a few at a time, for some seconds
 * at most. Calls block, so they need threads of their own.
 */
final class ClientStatusService extends ClientStatusDiscoveryServiceImplBase {
  private static final int CALLS = 4;
  private static final int AT_ONCE = 16;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long BYTES = 64L << 20;

  private final XdsContext context;
  private final Predicate<Node> visible;
  private final Semaphore calls = new Semaphore(CALLS);

  /** {@code visible} = which nodes a caller sees. */
  ClientStatusService(XdsContext context, Predicate<Node> visible) {
    this.context = context;
    this.visible = visible;
  }

  @Override
  public void fetchClientStatus(
      ClientStatusRequest request, StreamObserver<ClientStatusResponse> answers) {
    try {
      answers.onNext(answer(request));
      answers.onCompleted();
    } catch (StatusException e) {
      answers.onError(e);
    }
  }

  @Override
  public StreamObserver<ClientStatusRequest> streamClientStatus(
      StreamObserver<ClientStatusResponse> answers) {
    return new StreamObserver<>() {
      private boolean failed;

      @Override
      public void onNext(ClientStatusRequest request) {
        if (failed) {
          return;
        }
        try {
          answers.onNext(answer(request));
        } catch (StatusException e) {
          failed = true;
          answers.onError(e);
        }
      }

      @Override
      public void onError(Throwable failure) {
        failed = true; // the caller has gone
      }

      @Override
      public void onCompleted() {
        if (!failed) {
          answers.onCompleted();
        }
      }
    };
  }

  private ClientStatusResponse answer(ClientStatusRequest request) throws StatusException {
    Predicate<Node> matches;
    try {
      matches = visible.and(NodeMatchers.anyOf(request.getNodeMatchersList()));
    } catch (IllegalArgumentException e) {
      throw Status.INVALID_ARGUMENT
          .withDescription("node_matchers: " + e.getMessage())
          .asException();
    }
    if (!calls.tryAcquire()) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription("calls: " + CALLS + " at work (expected: fewer)")
          .asException();
    }
    try {
      return collect(matches, !request.getExcludeResourceContents());
    } finally {
      calls.release();
    }
  }

  private ClientStatusResponse collect(Predicate<Node> matches, boolean contents)
      throws StatusException {
    List<XdsClient> clients =
        context.clients().all().stream().filter(client -> matches.test(client.node())).toList();
    long end = System.nanoTime() + NANOS;
    ClientConfigs configs =
        new ClientConfigs(contents, context.clock().instant(), context.nanoTime());
    ClientStatusResponse.Builder response = ClientStatusResponse.newBuilder();
    Deque<Asked> asked = new ArrayDeque<>();
    long bytes = 0;
    int next = 0;
    while (next < clients.size() || !asked.isEmpty()) {
      while (next < clients.size() && asked.size() < AT_ONCE) {
        XdsClient client = clients.get(next++);
        asked.add(new Asked(client.node(), client.look()));
      }
      ClientConfig config = asked.remove().config(configs, end);
      bytes += config.getSerializedSize();
      if (bytes > BYTES) {
        throw Status.RESOURCE_EXHAUSTED
            .withDescription(
                "node_matchers: more than "
                    + BYTES
                    + " bytes match (expected: fewer clients, or exclude_resource_contents)")
            .asException();
      }
      response.addConfig(config);
    }
    return response.build();
  }

  /** A client that was asked. */
  private record Asked(Node node, CompletableFuture<ClientReport> report) {
    ClientConfig config(ClientConfigs configs, long end) throws StatusException {
      try {
        long left = Math.max(0, end - System.nanoTime());
        return configs.of(report.get(left, TimeUnit.NANOSECONDS));
      } catch (TimeoutException | ExecutionException e) {
        return ClientConfigs.silent(node);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Status.CANCELLED.withCause(e).asException();
      }
    }
  }
}
