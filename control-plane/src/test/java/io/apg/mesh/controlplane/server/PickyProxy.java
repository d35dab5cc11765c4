package io.apg.mesh.controlplane.server;

import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.BuildVersion;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A proxy without traffic, over ADS and delta: takes everything but resources in which some bytes
 * are, and keeps count of these. It answers as Envoy does, naming what it refuses.
 */
final class PickyProxy implements AutoCloseable, StreamObserver<DeltaDiscoveryResponse> {
  private final ManagedChannel channel;
  private final StreamObserver<DeltaDiscoveryRequest> stream;
  private final Predicate<Resource> refuses;
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final List<String> taken = new CopyOnWriteArrayList<>();

  PickyProxy(int port, String id, Predicate<Resource> refuses) {
    this.refuses = refuses;
    this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    this.stream = AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(this);
    Node node =
        Node.newBuilder()
            .setId(id)
            .setUserAgentName("envoy")
            .setUserAgentBuildVersion(
                BuildVersion.newBuilder()
                    .setVersion(SemanticVersion.newBuilder().setMajorNumber(1).setMinorNumber(34)))
            .build();
    say(first(XdsType.CLUSTER).setNode(node));
    say(first(XdsType.LISTENER));
    say(first(XdsType.ROUTE).addResourceNamesSubscribe("outbound"));
  }

  /** Whose bytes have that text in them. */
  static Predicate<Resource> having(String text) {
    return resource -> resource.getResource().getValue().toStringUtf8().contains(text);
  }

  /** Names of what was refused, in order. */
  List<String> refused() {
    return refused;
  }

  /** Names of what was taken, in order. */
  List<String> taken() {
    return taken;
  }

  private static DeltaDiscoveryRequest.Builder first(XdsType type) {
    return DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.typeUrl());
  }

  private synchronized void say(DeltaDiscoveryRequest.Builder request) {
    stream.onNext(request.build());
  }

  @Override
  public void onNext(DeltaDiscoveryResponse response) {
    DeltaDiscoveryRequest.Builder answer =
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(response.getTypeUrl())
            .setResponseNonce(response.getNonce());
    List<String> bad = new ArrayList<>();
    for (Resource resource : response.getResourcesList()) {
      (refuses.test(resource) ? bad : taken).add(resource.getName());
    }
    if (!bad.isEmpty()) {
      refused.addAll(bad);
      answer
          .getErrorDetailBuilder()
          .setCode(13)
          .setMessage("Error adding/updating " + String.join(", ", bad) + ": not to my taste");
    }
    say(answer);
    if (response.getTypeUrl().equals(XdsType.CLUSTER.typeUrl())) {
      DeltaDiscoveryRequest.Builder endpoints = first(XdsType.ENDPOINT);
      for (Resource cluster : response.getResourcesList()) {
        if (!bad.contains(cluster.getName())) {
          endpoints.addResourceNamesSubscribe(cluster.getName());
        }
      }
      say(endpoints);
    }
  }

  @Override
  public void onError(Throwable broken) {
    // The test sees what it lacks.
  }

  @Override
  public void onCompleted() {
    // The test sees what it lacks.
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
