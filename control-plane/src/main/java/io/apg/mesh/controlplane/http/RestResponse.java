package io.apg.mesh.controlplane.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.http.json.JsonCodec;
import io.apg.mesh.controlplane.http.json.StrictJson;
import io.apg.mesh.v1.ErrorBody;
import io.apg.mesh.v1.ErrorDetail;
import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP answer. Immutable. */
record RestResponse(int status, Map<String, String> headers, String contentType, ByteString body) {
  private static final String JSON = "application/json";

  RestResponse {
    headers = Map.copyOf(headers);
  }

  /** A success: {@code {"data": ...}}. */
  static RestResponse data(int status, JsonNode data, Map<String, String> headers) {
    JsonNode envelope = JsonNodeFactory.instance.objectNode().set("data", data);
    return new RestResponse(status, headers, JSON, StrictJson.write(envelope));
  }

  /** A document as it is. */
  static RestResponse document(String contentType, ByteString body) {
    return new RestResponse(200, Map.of(), contentType, body);
  }

  /** Plain text. */
  static RestResponse text(int status, String text) {
    return new RestResponse(
        status, Map.of(), "text/plain;charset=utf-8", ByteString.copyFromUtf8(text));
  }

  /** A failure: {@code {"error": ...}}. */
  static RestResponse error(ApiError error, String requestId, Map<String, String> more) {
    return error(error.code().http(), error, requestId, more);
  }

  /** A failure with a status of its own. */
  static RestResponse error(
      int status, ApiError error, String requestId, Map<String, String> more) {
    Map<String, String> headers = new LinkedHashMap<>(more);
    if (error.code() == ErrorCode.UNAUTHENTICATED) {
      headers.put("WWW-Authenticate", "Bearer");
    }
    if (error.code() == ErrorCode.RATE_LIMITED) {
      headers.put("Retry-After", "1");
    }
    ErrorBody.Builder body =
        ErrorBody.newBuilder()
            .setCode(error.code().name())
            .setMessage(error.message())
            .setField(error.field())
            .setHint(error.hint())
            .setDetailsTotal(error.detailsTotal())
            .setRequestId(requestId);
    for (ApiError.Detail detail : error.details()) {
      body.addDetails(
          ErrorDetail.newBuilder()
              .setField(detail.field())
              .setMessage(detail.message())
              .setValue(detail.value()));
    }
    JsonNode envelope =
        JsonNodeFactory.instance.objectNode().set("error", JsonCodec.write(body.build()));
    return new RestResponse(status, headers, JSON, StrictJson.write(envelope));
  }
}
