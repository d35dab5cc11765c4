package io.apg.mesh.xds;

import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicInteger;

/** A broken client that calls itself what another one is, and refuses everything. */
final class RefuseAll implements AutoCloseable, StreamObserver<DeltaDiscoveryResponse> {
  private final ManagedChannel channel;
  private final StreamObserver<DeltaDiscoveryRequest> stream;
  final AtomicInteger refused = new AtomicInteger();

  RefuseAll(int port, Node like) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    stream = AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(this);
    say(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(XdsType.CLUSTER.typeUrl())
            .setNode(
                io.envoyproxy.envoy.config.core.v3.Node.newBuilder()
                    .setId("broken~1")
                    .setUserAgentName(like.userAgentName())
                    .setUserAgentVersion(like.userAgentVersion())));
    say(DeltaDiscoveryRequest.newBuilder().setTypeUrl(XdsType.LISTENER.typeUrl()));
    say(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(XdsType.ROUTE.typeUrl())
            .addResourceNamesSubscribe("outbound"));
  }

  private synchronized void say(DeltaDiscoveryRequest.Builder request) {
    stream.onNext(request.build());
  }

  @Override
  public void onNext(DeltaDiscoveryResponse response) {
    refused.incrementAndGet();
    DeltaDiscoveryRequest.Builder answer =
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(response.getTypeUrl())
            .setResponseNonce(response.getNonce());
    answer.getErrorDetailBuilder().setCode(13).setMessage("no");
    say(answer);
  }

  @Override
  public void onError(Throwable broken) {
    // The server goes before the client does.
  }

  @Override
  public void onCompleted() {
    // The server goes before the client does.
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
