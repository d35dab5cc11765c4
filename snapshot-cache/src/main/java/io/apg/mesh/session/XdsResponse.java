package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;

/**
 * One response to send.
 *
 * @param lane the stream it goes to
 * @param nonce unique on its stream, across types
 * @param version {@code version_info} or {@code system_version_info}
 * @param removed names that are gone; always empty in state of the world
 */
public record XdsResponse(
    Lane lane,
    XdsType type,
    String nonce,
    String version,
    List<Resource> resources,
    List<String> removed) {
  public XdsResponse {
    resources = List.copyOf(resources);
    removed = List.copyOf(removed);
  }
}
