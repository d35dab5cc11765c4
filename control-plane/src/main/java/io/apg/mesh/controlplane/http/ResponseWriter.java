package io.apg.mesh.controlplane.http;

import io.apg.mesh.controlplane.api.RequestId;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.util.NanoTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Writes answers with the headers that all of them have, and a line for each into the log: changes
 * at INFO, the rest at DEBUG. Thread-safe.
 */
final class ResponseWriter {
  private static final Logger LOG = LoggerFactory.getLogger("io.apg.mesh.controlplane.http.access");
  private static final Map<String, String> ALWAYS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Cache-Control", "no-store");

  private final LongSupplier revision;
  private final CrossOrigin crossOrigin;

  /** {@code revision} = the newest one, for answers that say none themselves. */
  ResponseWriter(LongSupplier revision, CrossOrigin crossOrigin) {
    this.revision = revision;
    this.crossOrigin = crossOrigin;
  }

  void write(RestHandler.Exchange exchange, RestResponse answer) {
    var response = exchange.response();
    RestRequest rest = exchange.rest();
    response.setStatus(answer.status());
    HttpFields.Mutable headers = response.getHeaders();
    ALWAYS.forEach(headers::put);
    headers.put("X-Request-Id", rest.id());
    headers.put("X-Mesh-Revision", Long.toString(revision.getAsLong()));
    crossOrigin.headers(rest.header("origin")).forEach(headers::put);
    headers.put("Content-Type", answer.contentType());
    headers.put("Content-Length", answer.body().size());
    answer.headers().forEach(headers::put);
    log(exchange, answer);
    response.write(true, answer.body().asReadOnlyByteBuffer(), exchange.callback());
  }

  private static void log(RestHandler.Exchange exchange, RestResponse answer) {
    RestRequest rest = exchange.rest();
    boolean read = rest.verb().equals("GET") || rest.verb().equals("HEAD");
    long millis =
        TimeUnit.NANOSECONDS.toMillis(NanoTime.since(exchange.request().getHeadersNanoTime()));
    MDC.put(RequestId.LOG_KEY, rest.id());
    try {
      LOG.atLevel(read ? Level.DEBUG : Level.INFO)
          .log(
              "event=http_request verb={} path={} status={} millis={} address={}",
              rest.verb(),
              rest.path(),
              answer.status(),
              millis,
              rest.address());
    } finally {
      MDC.remove(RequestId.LOG_KEY);
    }
  }
}
