package io.apg.mesh.benchmarks.fleet;

import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Shape;
import io.apg.mesh.benchmarks.mesh.Sidecars;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Clients on one event loop, where all that they do is done. Thread-safe. */
final class Fleet {
  private static final int MAX_RESPONSE_BYTES = 64 * 1024 * 1024;
  private static final int WINDOW_BYTES = 256 * 1024;

  private final InetSocketAddress server;
  private final Form form;
  private final Common common = new Common();
  private final Tally tally;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final List<Client> clients = new ArrayList<>();

  /** Clients of that server that will be as {@code shape} says. */
  Fleet(int port, Shape shape) {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.form = shape.form();
    this.tally = new Tally(shape.services());
  }

  /** Does something with what was heard, on the event loop. */
  <T> T onLoop(Callable<T> task) throws InterruptedException, ExecutionException {
    return loop.submit(task).get();
  }

  Tally tally() {
    return tally;
  }

  /** New clients, each with a new connection. */
  void join(int from, int count) {
    for (int node = from; node < from + count; node++) {
      Client client = new Client(channel(), method(), dialogue(node), tally);
      clients.add(client);
      client.open();
    }
  }

  void each(Consumer<Client> task) {
    clients.forEach(task);
  }

  /** All of them go. */
  void leave() {
    each(Client::leave);
    clients.clear();
  }

  private Dialogue dialogue(int node) {
    String id = Sidecars.id(node);
    return form == Form.SOTW
        ? new SotwDialogue(id, common)
        : new DeltaDialogue(id, common, node == 0);
  }

  private ManagedChannel channel() {
    return NettyChannelBuilder.forAddress(server)
        .usePlaintext()
        .directExecutor()
        .eventLoopGroup(group)
        .channelType(EpollSocketChannel.class, InetSocketAddress.class)
        .flowControlWindow(WINDOW_BYTES)
        .maxInboundMessageSize(MAX_RESPONSE_BYTES)
        .build();
  }

  private MethodDescriptor<byte[], byte[]> method() {
    MethodDescriptor<?, ?> typed =
        form == Form.SOTW
            ? AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod()
            : AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod();
    return typed.toBuilder(new Bytes(), new Bytes()).build();
  }
}
