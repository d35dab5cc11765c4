package io.apg.mesh.controlplane.observed;

import java.util.Map;

/**
 * A request that somebody would make.
 *
 * @param from a service by id or reference, or {@code gateway}
 * @param to the host, or the id of a service
 * @param path with its query
 * @param headers by lower-case name
 */
public record Question(
    String from, String to, String method, String path, Map<String, String> headers) {
  public Question {
    headers = Map.copyOf(headers);
  }
}
