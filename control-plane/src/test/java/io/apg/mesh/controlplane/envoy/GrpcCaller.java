package io.apg.mesh.controlplane.envoy;

import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.xds.XdsNameResolverProvider;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An application that calls others by grpc-java, which asks the control plane where they are. */
final class GrpcCaller implements AutoCloseable {
  private final XdsNameResolverProvider resolver;
  private final ManagedChannel channel;

  private GrpcCaller(XdsNameResolverProvider resolver, ManagedChannel channel) {
    this.resolver = resolver;
    this.channel = channel;
  }

  /** A client in namespace shop, as node {@code nodeId}, of whatever {@code target} leads to. */
  static GrpcCaller of(String nodeId, String target, int xdsPort) {
    // Each has a scheme of its own, for the library has one bootstrap for the whole process.
    String scheme = "xds-" + nodeId.replaceAll("[^a-z0-9]", "-");
    XdsNameResolverProvider resolver =
        XdsNameResolverProvider.createForTest(scheme, bootstrap(nodeId, xdsPort));
    NameResolverRegistry.getDefaultRegistry().register(resolver);
    return new GrpcCaller(
        resolver,
        Grpc.newChannelBuilder(scheme + ":///" + target, InsecureChannelCredentials.create())
            .build());
  }

  private static Map<String, ?> bootstrap(String nodeId, int xdsPort) {
    Map<String, ?> server =
        Map.of(
            "server_uri",
            "127.0.0.1:" + xdsPort,
            "channel_creds",
            List.of(Map.of("type", "insecure")),
            "server_features",
            List.of("xds_v3"));
    return Map.of(
        "node",
        Map.of("id", nodeId, "metadata", Map.of("namespace", "shop")),
        "xds_servers",
        List.of(server));
  }

  Channel channel() {
    return channel;
  }

  /** Calls once; the name of who answered. */
  String call() {
    return GrpcEcho.say(channel);
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(10, TimeUnit.SECONDS);
    NameResolverRegistry.getDefaultRegistry().deregister(resolver);
  }
}
