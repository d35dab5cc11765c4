package io.apg.mesh.session;

import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;

/**
 * A response that the client refused.
 *
 * @param names resources that the refusal is laid to
 * @param message the client's words, without debugging dumps
 * @param origins the users' objects that those resources were made from
 */
public record Nack(XdsType type, List<String> names, String message, List<Origin> origins) {
  public Nack {
    names = List.copyOf(names);
    origins = List.copyOf(origins);
  }
}
