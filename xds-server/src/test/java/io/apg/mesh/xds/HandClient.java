package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A stream driven by hand: responses wait in a queue, and are read only when asked for. */
final class HandClient<Q, R> {
  private final ClientCall<Q, R> call;
  private final BlockingQueue<R> responses = new LinkedBlockingQueue<>();
  final CompletableFuture<Status> closed = new CompletableFuture<>();

  HandClient(ManagedChannel channel, MethodDescriptor<Q, R> method) {
    call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(R response) {
            responses.add(response);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            closed.complete(status);
          }
        },
        new Metadata());
  }

  HandClient<Q, R> send(Q request) {
    call.sendMessage(request);
    return this;
  }

  /** The next response; reads one. */
  R next() throws InterruptedException {
    call.request(1);
    R response = responses.poll(10, TimeUnit.SECONDS);
    assertThat(response).as("a response; closed: %s", closed.getNow(null)).isNotNull();
    return response;
  }

  /** Reads no more than was asked for; what came is left in the queue. */
  void expectNothing() throws InterruptedException {
    call.request(1);
    assertThat(responses.poll(150, TimeUnit.MILLISECONDS)).isNull();
  }

  Status status() throws Exception {
    return closed.get(10, TimeUnit.SECONDS);
  }

  void halfClose() {
    call.halfClose();
  }

  void cancel() {
    call.cancel("by hand", null);
  }
}
