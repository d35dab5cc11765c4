package io.apg.mesh.controlplane.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request without its body.
 *
 * @param path as sent, still encoded
 * @param query as sent, still encoded; empty where there is none
 * @param headers by lower-case name; of one that stands twice the first
 * @param address the client's
 * @param id the request's id
 */
record RestRequest(
    String verb,
    String path,
    String query,
    Map<String, String> headers,
    String address,
    String id) {
  @Nullable String header(String name) {
    return headers.get(name);
  }
}
