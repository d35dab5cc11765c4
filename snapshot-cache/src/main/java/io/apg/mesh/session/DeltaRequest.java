package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An incremental request.
 *
 * @param initialVersions what the client has from an earlier stream, name to version; counts in the
 *     first request of a type only
 */
public record DeltaRequest(
    XdsType type,
    String nonce,
    List<String> subscribe,
    List<String> unsubscribe,
    Map<String, String> initialVersions,
    @Nullable ErrorDetail error)
    implements XdsRequest {
  public DeltaRequest {
    subscribe = List.copyOf(subscribe);
    unsubscribe = List.copyOf(unsubscribe);
    initialVersions = Map.copyOf(initialVersions);
  }
}
