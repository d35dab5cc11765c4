package io.apg.mesh.controlplane.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.apg.mesh.controlplane.mapping.UpstreamProtocols;
import io.apg.mesh.controlplane.observed.BootstrapSource;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.Service;
import io.apg.mesh.translate.BootstrapOptions;
import io.apg.mesh.translate.GrpcBootstrap;
import io.apg.mesh.translate.NodeMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes bootstraps for nodes, from what is asked and what the registry knows. Thread-safe. */
final class Bootstraps implements BootstrapSource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "{bootstrap}";

  private final Supplier<MeshState> state;
  private final Supplier<HostPort> xds;

  Bootstraps(Supplier<MeshState> state, Supplier<HostPort> xds) {
    this.state = state;
    this.xds = xds;
  }

  @Override
  public Bootstrap bootstrap(Request request) {
    String owner = request.nodeId().substring(0, request.nodeId().indexOf('~'));
    Service service = state.get().tenant(request.tenant()).service(owner);
    HostPort address = request.xds() != null ? request.xds() : xds.get();
    if (request.format() == Format.GRPC) {
      GrpcBootstrap grpc =
          new GrpcBootstrap(
              request.nodeId(),
              name(owner, service),
              metadata(request, service),
              address.toString());
      return new Bootstrap(struct(grpc.tree()), List.of());
    }
    io.apg.mesh.translate.Bootstrap bootstrap =
        new io.apg.mesh.translate.Bootstrap(
            request.nodeId(),
            name(owner, service),
            "",
            "",
            metadata(request, service),
            request.delta()
                ? io.apg.mesh.translate.Bootstrap.Protocol.DELTA
                : io.apg.mesh.translate.Bootstrap.Protocol.SOTW,
            address.host(),
            address.port(),
            options(request));
    List<String> command = new ArrayList<>();
    command.add("envoy");
    command.addAll(bootstrap.arguments(FILE));
    return new Bootstrap(struct(bootstrap.tree()), command);
  }

  private static String name(String owner, @Nullable Service service) {
    return service == null ? owner : service.name().name();
  }

  private static BootstrapOptions options(Request request) {
    Integer port = request.adminPort();
    String token = request.tokenFile();
    BootstrapOptions options = BootstrapOptions.DEFAULTS.withTokenFile(token == null ? "" : token);
    return port == null ? options : options.withAdmin(new SocketAddress("127.0.0.1", port));
  }

  private static NodeMetadata metadata(Request request, @Nullable Service service) {
    NodeMetadata defaults = NodeMetadata.DEFAULTS;
    UpstreamProtocol protocol =
        service == null ? UpstreamProtocol.HTTP1 : UpstreamProtocols.of(service.protocol());
    return new NodeMetadata(
        request.tenant(),
        service == null ? "" : service.name().namespace(),
        NodeMetadata.Role.valueOf(request.role().name()),
        request.outbound() == null ? defaults.outbound() : address(request.outbound()),
        request.inbound().stream()
            .map(i -> new Proxy.Inbound(address(i.listen()), address(i.app()), protocol))
            .toList(),
        request.listen().stream().map(Bootstraps::address).toList(),
        io.apg.mesh.translate.Bootstrap.DRAIN);
  }

  private static SocketAddress address(HostPort address) {
    return new SocketAddress(address.host(), address.port());
  }

  private static Struct struct(Map<String, Object> tree) {
    try {
      Struct.Builder struct = Struct.newBuilder();
      JsonFormat.parser().merge(JSON.writeValueAsString(tree), struct);
      return struct.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
