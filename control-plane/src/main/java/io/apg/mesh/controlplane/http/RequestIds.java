package io.apg.mesh.controlplane.http;

import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives every request its id: the client's own where it is sane, else a new one. */
final class RequestIds {
  /** The key of the id in the log context. */
  static final String LOG_KEY = "request_id";

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final Supplier<String> generator;

  RequestIds(Supplier<String> generator) {
    this.generator = generator;
  }

  String of(@Nullable String sent) {
    return sent != null && SANE.matcher(sent).matches() ? sent : generator.get();
  }
}
