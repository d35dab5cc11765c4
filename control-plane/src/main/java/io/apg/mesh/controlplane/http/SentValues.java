package io.apg.mesh.controlplane.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.http.json.JsonValues;
import io.apg.mesh.controlplane.http.json.StrictJson;
import java.util.List;

/**
 * Shows refused values as the client sent them: services know what they refuse as text only. A
 * value that does not stand in the body, as one of a header or a default, stays text.
 */
final class SentValues {
  private SentValues() {}

  /** The error of a request with this body, which is JSON or empty. */
  static ApiError in(ApiError error, ByteString body) {
    if (body.isEmpty() || error.details().isEmpty()) {
      return error;
    }
    JsonNode sent = StrictJson.parse(body);
    List<ApiError.Detail> details =
        error.details().stream().map(detail -> detail(detail, sent)).toList();
    return new ApiError(
        error.code(), error.message(), error.field(), error.hint(), details, error.detailsTotal());
  }

  private static ApiError.Detail detail(ApiError.Detail detail, JsonNode sent) {
    if (!detail.field().startsWith("/")) {
      return detail;
    }
    JsonNode value = sent.at(JsonPointer.compile(detail.field()));
    return value.isMissingNode() || value.isContainerNode()
        ? detail
        : new ApiError.Detail(detail.field(), detail.message(), JsonValues.shown(value));
  }
}
