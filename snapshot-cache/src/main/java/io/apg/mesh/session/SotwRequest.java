package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A state of the world request.
 *
 * @param version last version the client accepted
 * @param names everything it wants now
 */
public record SotwRequest(
    XdsType type, String version, String nonce, List<String> names, @Nullable ErrorDetail error)
    implements XdsRequest {
  public SotwRequest {
    names = names instanceof NameList ? names : List.copyOf(names);
  }
}
