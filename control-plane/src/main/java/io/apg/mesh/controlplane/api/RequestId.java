package io.apg.mesh.controlplane.api;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an id of a request looks like, and where logs have it. */
public final class RequestId {
  /** The key of the id in the context of log lines. */
  public static final String LOG_KEY = "request_id";

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestId() {}

  /** Whether an id that a client brings may stand in logs and answers. */
  public static boolean isSane(@Nullable String id) {
    return id != null && SANE.matcher(id).matches();
  }
}
