package io.apg.mesh.translate;

import java.time.Duration;

/**
 * What an operator may choose about the generated configuration.
 *
 * @param connectTimeout for a connection to an endpoint
 * @param upstreamIdleTimeout after which an unused connection to an endpoint is closed; shorter
 *     than the keep-alive of common application servers (Node.js and uvicorn: 5 s), or requests
 *     meet connections that the server is closing
 * @param streamIdleTimeout after which a silent stream ends; gRPC has none
 * @param healthyPanicPercent below this share of healthy endpoints, health is ignored: then the
 *     checks are likelier to be wrong than nearly every endpoint
 * @param trustedHops proxies in front of a gateway whose {@code x-forwarded-for} is believed
 * @param names how proxies resolve names that they are left to resolve
 */
public record TranslateOptions(
    Duration connectTimeout,
    Duration upstreamIdleTimeout,
    Duration streamIdleTimeout,
    int healthyPanicPercent,
    int trustedHops,
    NameResolution names) {
  /** What is used where nothing is chosen. */
  public static final TranslateOptions DEFAULTS =
      new TranslateOptions(
          Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofMinutes(5), 10, 0);

  /** Options with proxies that resolve names by default. */
  public TranslateOptions(
      Duration connectTimeout,
      Duration upstreamIdleTimeout,
      Duration streamIdleTimeout,
      int healthyPanicPercent,
      int trustedHops) {
    this(
        connectTimeout,
        upstreamIdleTimeout,
        streamIdleTimeout,
        healthyPanicPercent,
        trustedHops,
        NameResolution.DEFAULT);
  }

  /** These options with proxies that resolve names in another way. */
  public TranslateOptions withNames(NameResolution other) {
    return new TranslateOptions(
        connectTimeout,
        upstreamIdleTimeout,
        streamIdleTimeout,
        healthyPanicPercent,
        trustedHops,
        other);
  }

  public TranslateOptions {
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("upstreamIdleTimeout", upstreamIdleTimeout);
    if (streamIdleTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "streamIdleTimeout: " + streamIdleTimeout + " (expected: >= 0, 0 = none)");
    }
    if (healthyPanicPercent < 0 || healthyPanicPercent > 100) {
      throw new IllegalArgumentException(
          "healthyPanicPercent: " + healthyPanicPercent + " (expected: 0-100)");
    }
    if (trustedHops < 0) {
      throw new IllegalArgumentException("trustedHops: " + trustedHops + " (expected: >= 0)");
    }
  }

  private static void requirePositive(String field, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: > 0)");
    }
  }
}
