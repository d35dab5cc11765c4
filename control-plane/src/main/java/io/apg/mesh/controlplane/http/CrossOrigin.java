package io.apg.mesh.controlplane.http;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which web pages of other origins may call the API (CORS). Immutable. */
final class CrossOrigin {
  private static final Map<String, String> PREFLIGHT =
      Map.of(
          "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE",
          "Access-Control-Allow-Headers",
              "Authorization, Content-Type, If-Match, X-Request-Id, X-Mesh-Tenant",
          "Access-Control-Max-Age", "600");

  private final Set<String> origins;

  /** Origins as browsers send them, {@code https://host[:port]}; "*" = all. */
  CrossOrigin(Collection<String> origins) {
    this.origins = Set.copyOf(origins);
  }

  /** The headers that every answer to such a page needs; none where it is not allowed. */
  Map<String, String> headers(@Nullable String origin) {
    if (origins.isEmpty()) {
      return Map.of();
    }
    if (origin == null || !(origins.contains(origin) || origins.contains("*"))) {
      return Map.of("Vary", "Origin");
    }
    return Map.of(
        "Vary", "Origin",
        "Access-Control-Allow-Origin", origin,
        "Access-Control-Expose-Headers",
            "Location, X-Request-Id, X-Mesh-Revision, X-Mesh-Effect, Retry-After");
  }

  /** The answer to a browser that asks first, or null where this is no such question. */
  @Nullable RestResponse preflight(RestRequest request) {
    String origin = request.header("origin");
    boolean asked =
        request.verb().equals("OPTIONS")
            && origin != null
            && request.header("access-control-request-method") != null;
    if (!asked || !headers(origin).containsKey("Access-Control-Allow-Origin")) {
      return null;
    }
    return new RestResponse(200, PREFLIGHT, "text/plain;charset=utf-8", ByteString.EMPTY);
  }
}
