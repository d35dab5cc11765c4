package io.apg.mesh.xds;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of a server: each has some of the connections, and everything that happens to a
 * client happens on the loop of its connection, so that nothing about it needs a lock, and no
 * message changes threads.
 */
final class Loops {
  private final MultiThreadIoEventLoopGroup group;

  Loops(int threads) {
    this.group = new MultiThreadIoEventLoopGroup(threads, threads(), handler());
  }

  private static IoHandlerFactory handler() {
    return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  private static ThreadFactory threads() {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "xds-loop-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Makes a server run on them. */
  void serve(NettyServerBuilder builder) {
    builder
        .bossEventLoopGroup(group)
        .workerEventLoopGroup(group)
        .channelType(
            Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
  }

  /** The loop of the calling thread; any, if that is none of them. */
  EventExecutor current() {
    for (EventExecutor loop : group) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    return group.next();
  }

  /** Runs what belongs to no client. */
  ScheduledExecutorService timer() {
    return group.next();
  }

  /** Ends them, when what they have begun is done; answers whether that took no longer. */
  boolean close(Duration bound) throws InterruptedException {
    Future<?> unused = group.shutdownGracefully(0, bound.toMillis(), TimeUnit.MILLISECONDS);
    return group.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS);
  }
}
