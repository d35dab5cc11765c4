package io.apg.mesh.translate;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ComparisonFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ResponseFlagFilter;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import java.util.Map;

/** Makes access logs: one JSON object a line on stdout. */
final class AccessLogs {
  private static final int FIRST_ERROR = 500;
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("time", "%START_TIME%"),
          Map.entry("method", "%REQ(:METHOD)%"),
          Map.entry("authority", "%REQ(:AUTHORITY)%"),
          Map.entry("path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"),
          Map.entry("protocol", "%PROTOCOL%"),
          Map.entry("status", "%RESPONSE_CODE%"),
          Map.entry("flags", "%RESPONSE_FLAGS%"),
          Map.entry("details", "%RESPONSE_CODE_DETAILS%"),
          Map.entry("duration_ms", "%DURATION%"),
          Map.entry("bytes_received", "%BYTES_RECEIVED%"),
          Map.entry("bytes_sent", "%BYTES_SENT%"),
          Map.entry("request_id", "%REQ(X-REQUEST-ID)%"),
          Map.entry("route", "%ROUTE_NAME%"),
          Map.entry("cluster", "%UPSTREAM_CLUSTER%"),
          Map.entry("upstream", "%UPSTREAM_HOST%"),
          Map.entry("failure", "%UPSTREAM_TRANSPORT_FAILURE_REASON%"),
          Map.entry("client", "%DOWNSTREAM_REMOTE_ADDRESS%"));

  private AccessLogs() {}

  /** Every request. */
  static AccessLog all() {
    return log().build();
  }

  /** Requests that were answered 5xx, or about which Envoy itself has something to say. */
  static AccessLog errors() {
    AccessLogFilter.Builder filter = AccessLogFilter.newBuilder();
    ComparisonFilter.Builder status =
        filter
            .getOrFilterBuilder()
            .addFiltersBuilder()
            .getStatusCodeFilterBuilder()
            .getComparisonBuilder()
            .setOp(ComparisonFilter.Op.GE);
    status
        .getValueBuilder()
        .setDefaultValue(FIRST_ERROR)
        .setRuntimeKey("apg.access_log.first_error");
    filter
        .getOrFilterBuilder()
        .addFiltersBuilder()
        .setResponseFlagFilter(ResponseFlagFilter.getDefaultInstance());
    return log().setFilter(filter).build();
  }

  private static AccessLog.Builder log() {
    Struct.Builder format = Struct.newBuilder();
    FIELDS.forEach(
        (name, value) -> format.putFields(name, Value.newBuilder().setStringValue(value).build()));
    StdoutAccessLog.Builder stdout = StdoutAccessLog.newBuilder();
    stdout.getLogFormatBuilder().setJsonFormat(format);
    return AccessLog.newBuilder()
        .setName("envoy.access_loggers.stdout")
        .setTypedConfig(Wire.any(stdout.build()));
  }
}
