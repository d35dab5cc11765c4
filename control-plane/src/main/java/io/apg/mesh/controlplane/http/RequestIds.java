package io.apg.mesh.controlplane.http;

import io.apg.mesh.controlplane.api.RequestId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives every request its id: the client's own where it is sane, else a new one. */
final class RequestIds {
  private final Supplier<String> generator;

  RequestIds(Supplier<String> generator) {
    this.generator = generator;
  }

  String of(@Nullable String sent) {
    return sent != null && RequestId.isSane(sent) ? sent : generator.get();
  }
}
