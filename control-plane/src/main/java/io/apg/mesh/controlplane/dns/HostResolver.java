package io.apg.mesh.controlplane.dns;

import java.net.UnknownHostException;
import java.util.List;

/** Turns a DNS name into IP addresses. Blocks; thread-safe. */
@FunctionalInterface
public interface HostResolver {
  /**
   * The addresses of {@code host} as text, in any order, at least one.
   *
   * @throws UnknownHostException when there is none, or nobody answers
   */
  List<String> resolve(String host) throws UnknownHostException;
}
