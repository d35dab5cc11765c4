package io.apg.mesh.translate;

import io.apg.mesh.ir.SocketAddress;
import java.util.regex.Pattern;

/**
 * What an operator may choose about a bootstrap.
 *
 * @param admin where Envoy's own admin interface listens; port 0 = any free one
 * @param maxProgramSize Envoy's limit for RE2 programs: room for what translation writes around an
 *     expression that {@link RegexCheck} let pass
 * @param maxConnections of a gateway, from outside
 * @param tokenFile where Envoy finds the token that it shows to the control plane, as a secret in
 *     JSON ({@link TokenSecret}); whenever the file is replaced, the next stream shows the new one;
 *     empty = none
 */
public record BootstrapOptions(
    SocketAddress admin, int maxProgramSize, int maxConnections, String tokenFile) {
  /** What {@code tokenFile} must be: Envoy knows the format by the name. */
  public static final String TOKEN_FILE = "/.+/[^/]+[.]json";

  private static final Pattern FILE = Pattern.compile(TOKEN_FILE);

  /** What is used where nothing is chosen. */
  public static final BootstrapOptions DEFAULTS =
      new BootstrapOptions(
          new SocketAddress("127.0.0.1", 0), 2 * RegexCheck.DEFAULT.maxProgramSize(), 50_000, "");

  public BootstrapOptions {
    requirePositive("maxProgramSize", maxProgramSize);
    requirePositive("maxConnections", maxConnections);
    if (!tokenFile.isEmpty() && !FILE.matcher(tokenFile).matches()) {
      throw new IllegalArgumentException(
          "tokenFile: " + tokenFile + " (expected: an absolute path that ends with .json)");
    }
  }

  private static void requirePositive(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: >= 1)");
    }
  }

  /** The same with another address for Envoy's admin interface. */
  public BootstrapOptions withAdmin(SocketAddress other) {
    return new BootstrapOptions(other, maxProgramSize, maxConnections, tokenFile);
  }

  /** The same with a token; empty = none. */
  public BootstrapOptions withTokenFile(String file) {
    return new BootstrapOptions(admin, maxProgramSize, maxConnections, file);
  }
}
