package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.grpc.MethodDescriptor;
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
    MethodDescriptor<Wire.Incoming, Outgoing> sotw =
        new SotwWire().method(AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod());
    MethodDescriptor<Wire.Incoming, Outgoing> delta =
        new DeltaWire().method(AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod());
    ServerServiceDefinition service =
        ServerServiceDefinition.builder(AggregatedDiscoveryServiceGrpc.SERVICE_NAME)
            .addMethod(sotw, ServerCalls.asyncBidiStreamingCall(out -> open(new SotwWire(), out)))
            .addMethod(delta, ServerCalls.asyncBidiStreamingCall(out -> open(new DeltaWire(), out)))
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(service)
            .build()
            .start();
  }

  private StreamObserver<Wire.Incoming> open(Wire wire, StreamObserver<Outgoing> out) {
    Stream fresh =
        new Stream(response -> out.onNext(wire.write(response, ByteString.EMPTY)), out::onError);
    opened.add(fresh);
    return new StreamObserver<>() {
      @Override
      public void onNext(Wire.Incoming request) {
        XdsType type = XdsType.ofTypeUrl(request.typeUrl());
        if (type != null) {
          fresh.requests.add(request.as(type));
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
