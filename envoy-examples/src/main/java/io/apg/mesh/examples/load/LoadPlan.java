package io.apg.mesh.examples.load;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What to send: GETs of {@code path} to {@code target} with {@code host} as Host header, at {@code
 * perSecond} (0 = as fast as the connections allow) over at most {@code connections} keep-alive
 * connections, {@code requests} in all (0 = until stopped). A request without an answer after
 * {@code timeout} has failed.
 */
public record LoadPlan(
    InetSocketAddress target,
    String host,
    String path,
    int perSecond,
    int connections,
    long requests,
    Duration timeout) {

  /** 100 requests a second over 8 connections, until stopped. */
  public static LoadPlan to(InetSocketAddress target, String host, String path) {
    return new LoadPlan(target, host, path, 100, 8, 0, Duration.ofSeconds(10));
  }

  /** Checks the numbers. */
  public LoadPlan {
    requireNonNull(target, "target");
    requireNonNull(host, "host");
    requireNonNull(path, "path");
    requireNonNull(timeout, "timeout");
    require(perSecond >= 0, "perSecond", perSecond, "0 or more");
    require(connections > 0, "connections", connections, "1 or more");
    require(requests >= 0, "requests", requests, "0 or more");
  }

  /** At this constant rate. */
  public LoadPlan rate(int newPerSecond) {
    return new LoadPlan(target, host, path, newPerSecond, connections, requests, timeout);
  }

  /** Over at most this many connections. */
  public LoadPlan over(int newConnections) {
    return new LoadPlan(target, host, path, perSecond, newConnections, requests, timeout);
  }

  /** Exactly this many requests. */
  public LoadPlan exactly(long newRequests) {
    return new LoadPlan(target, host, path, perSecond, connections, newRequests, timeout);
  }

  /** With this time to answer. */
  public LoadPlan within(Duration newTimeout) {
    return new LoadPlan(target, host, path, perSecond, connections, requests, newTimeout);
  }

  private static void require(boolean holds, String field, long value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: " + expected + ")");
    }
  }
}
