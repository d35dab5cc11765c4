package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.xds.XdsNameResolverProvider;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An application that calls others by grpc-java, which asks the control plane where they are. */
final class GrpcCaller implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private final XdsNameResolverProvider resolver;
  private final ManagedChannel channel;

  private GrpcCaller(XdsNameResolverProvider resolver, ManagedChannel channel) {
    this.resolver = resolver;
    this.channel = channel;
  }

  /** A client with a bootstrap that the control plane made, of whatever {@code target} leads to. */
  static GrpcCaller of(MeshApi api, String nodeId, String target) throws Exception {
    return of(JSON.convertValue(bootstrap(api, nodeId), MAP), nodeId, target);
  }

  static GrpcCaller of(Map<String, ?> bootstrap, String nodeId, String target) {
    // Each has a scheme of its own, for the library has one bootstrap for the whole process.
    String scheme = "xds-" + nodeId.replaceAll("[^a-z0-9]", "-");
    XdsNameResolverProvider resolver = XdsNameResolverProvider.createForTest(scheme, bootstrap);
    NameResolverRegistry.getDefaultRegistry().register(resolver);
    return new GrpcCaller(
        resolver,
        Grpc.newChannelBuilder(scheme + ":///" + target, InsecureChannelCredentials.create())
            .build());
  }

  /** What a gRPC library in namespace shop starts with. */
  static ObjectNode bootstrap(MeshApi api, String nodeId) throws Exception {
    ApiAnswer answer = api.get("/api/proxies/" + nodeId + "/bootstrap?format=grpc");
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    ObjectNode bootstrap = (ObjectNode) answer.data().path("bootstrap");
    ((ObjectNode) bootstrap.at("/node/metadata")).put("namespace", "shop");
    return bootstrap;
  }

  Channel channel() {
    return channel;
  }

  /** Calls once; the name of who answered. */
  String call() {
    return GrpcEcho.say(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    NameResolverRegistry.getDefaultRegistry().deregister(resolver);
  }
}
