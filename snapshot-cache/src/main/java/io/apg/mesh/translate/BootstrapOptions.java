package io.apg.mesh.translate;

import io.apg.mesh.ir.SocketAddress;

/**
 * What an operator may choose about a bootstrap.
 *
 * @param admin where Envoy's own admin interface listens; port 0 = any free one
 * @param maxProgramSize Envoy's limit for RE2 programs: room for what translation writes around an
 *     expression that {@link RegexCheck} let pass
 * @param maxConnections of a gateway, from outside
 */
public record BootstrapOptions(SocketAddress admin, int maxProgramSize, int maxConnections) {
  /** What is used where nothing is chosen. */
  public static final BootstrapOptions DEFAULTS =
      new BootstrapOptions(
          new SocketAddress("127.0.0.1", 0), 2 * RegexCheck.DEFAULT.maxProgramSize(), 50_000);

  public BootstrapOptions {
    requirePositive("maxProgramSize", maxProgramSize);
    requirePositive("maxConnections", maxConnections);
  }

  private static void requirePositive(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: >= 1)");
    }
  }

  /** The same with another address for Envoy's admin interface. */
  public BootstrapOptions withAdmin(SocketAddress other) {
    return new BootstrapOptions(other, maxProgramSize, maxConnections);
  }
}
