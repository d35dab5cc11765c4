package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An ADS server driven by hand: it sends what it is told, and requests wait in a queue. */
final class HandServer implements AutoCloseable {
  private final Server server;
  private final BlockingQueue<Stream> opened = new LinkedBlockingQueue<>();
  private @Nullable Stream stream;

  /** One stream of a client. */
  private static final class Stream {
    final BlockingQueue<XdsRequest> requests = new LinkedBlockingQueue<>();
    final Consumer<XdsResponse> sender;
    final Consumer<Throwable> ender;

    Stream(Consumer<XdsResponse> sender, Consumer<Throwable> ender) {
      this.sender = sender;
      this.ender = ender;
    }
  }

  HandServer() throws IOException {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder(AggregatedDiscoveryServiceGrpc.getServiceDescriptor())
            .addMethod(
                AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod(),
                ServerCalls.asyncBidiStreamingCall(out -> open(new SotwWire(), out)))
            .addMethod(
                AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod(),
                ServerCalls.asyncBidiStreamingCall(out -> open(new DeltaWire(), out)))
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(service)
            .build()
            .start();
  }

  private <Q, R> StreamObserver<Q> open(Wire<Q, R> wire, StreamObserver<R> out) {
    Stream fresh = new Stream(response -> out.onNext(wire.encode(response, "hand")), out::onError);
    opened.add(fresh);
    return new StreamObserver<>() {
      @Override
      public void onNext(Q request) {
        XdsType type = XdsType.ofTypeUrl(wire.typeUrl(request));
        if (type != null) {
          fresh.requests.add(wire.parse(type, request));
        }
      }

      @Override
      public void onError(Throwable error) {
        // The client is gone.
      }

      @Override
      public void onCompleted() {
        // The client is gone.
      }
    };
  }

  int port() {
    return server.getPort();
  }

  void send(XdsResponse response) {
    current().sender.accept(response);
  }

  /** Ends the stream; the next one is the one that the client opens then. */
  void breakStream() {
    current().ender.accept(Status.UNAVAILABLE.asRuntimeException());
    stream = null;
  }

  /** The next request on the stream; null = none came in time. */
  @Nullable XdsRequest hear(Duration bound) {
    try {
      return current().requests.poll(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Stream current() {
    Stream now = stream;
    try {
      if (now == null) {
        now = opened.poll(20, TimeUnit.SECONDS);
        assertThat(now).as("a stream").isNotNull();
        stream = now;
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return now;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
