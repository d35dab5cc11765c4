package io.apg.mesh.examples.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP/1.1 application that answers with who it is and what it was asked, as JSON; {@code
 * /health} answers {@code ok}. A request can ask for trouble: {@code ?status=503}, {@code
 * ?delay_ms=200}, {@code ?drop=true} (closed without an answer); {@link #failNext} and {@link
 * #failShare} (or {@code /fault?percent=50}) make trouble for requests that did not ask. As common
 * application servers do, it closes a connection that was idle for {@link #IDLE}. Thread-safe.
 */
public final class EchoBackend implements AutoCloseable {
  /** The answer's header with {@code name@version}. */
  public static final String BACKEND = "x-backend";

  /** The answer's header with the address that answered. */
  public static final String ADDRESS = "x-backend-address";

  /** How long a connection may be idle; the keep-alive time of Node.js and uvicorn. */
  public static final Duration IDLE = Duration.ofSeconds(5);

  static {
    // Read once by the JDK's server: no waiting for delayed ACKs, a close look at idle connections.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.idleInterval", String.valueOf(IDLE.toSeconds()));
    System.setProperty("sun.net.httpserver.clockTick", "100");
    System.setProperty("sun.net.httpserver.idleTimerScheduleMillis", "100");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
  }

  private final String name;
  private final String version;
  private final HttpServer server;
  private final ExecutorService threads;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicInteger toFail = new AtomicInteger();
  private final AtomicLong failed = new AtomicLong();
  private volatile int failPercent;

  /** Starts on any free port of 127.0.0.1. */
  public static EchoBackend start(String name, String version) throws IOException {
    return start(name, version, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Starts on the given address; port 0 is any free one. */
  public static EchoBackend start(String name, String version, InetSocketAddress address)
      throws IOException {
    return start(name, version, address, List.of());
  }

  /** Starts an application that calls others for each request and passes their answers on. */
  public static EchoBackend start(
      String name, String version, InetSocketAddress address, List<Upstream> upstreams)
      throws IOException {
    EchoBackend backend = new EchoBackend(name, version, HttpServer.create(address, 1024));
    backend.server.createContext("/", new EchoHandler(backend, upstreams));
    backend.server.start();
    return backend;
  }

  private EchoBackend(String name, String version, HttpServer server) {
    this.name = name;
    this.version = version;
    this.server = server;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "echo-" + name);
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** The port it listens on. */
  public int port() {
    return address().getPort();
  }

  /** {@code name@version}, as in the answer's header {@value #BACKEND}. */
  public String id() {
    return name + "@" + version;
  }

  /** How many requests arrived here, {@code /health} not counted. */
  public long requests() {
    return requests.get();
  }

  /** Answers the next {@code count} requests with 503. */
  public void failNext(int count) {
    toFail.set(count);
  }

  /** From now on answers that part of the requests with 503; 0 = none. */
  public void failShare(int percent) {
    failPercent = percent;
  }

  /** Cuts all connections at once, as a killed process would. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  String name() {
    return name;
  }

  String version() {
    return version;
  }

  void count() {
    requests.incrementAndGet();
  }

  boolean shouldFail() {
    if (toFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return true;
    }
    int percent = failPercent; // evenly: every fourth for 25
    return percent > 0 && failed.addAndGet(percent) % 100 < percent;
  }
}
