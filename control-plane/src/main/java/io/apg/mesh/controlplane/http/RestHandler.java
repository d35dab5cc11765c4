package io.apg.mesh.controlplane.http;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.api.RequestId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Serves pages and the API over Jetty. Thread-safe; no thread waits for a client. */
final class RestHandler extends Handler.Abstract {
  private final Map<String, Function<RestRequest, RestResponse>> pages;
  private final Transcoder transcoder;
  private final ResponseWriter writer;
  private final CrossOrigin crossOrigin;
  private final RequestIds ids;

  RestHandler(
      Map<String, Function<RestRequest, RestResponse>> pages,
      Transcoder transcoder,
      ResponseWriter writer,
      CrossOrigin crossOrigin,
      RequestIds ids) {
    super(InvocationType.BLOCKING);
    this.pages = Map.copyOf(pages);
    this.transcoder = transcoder;
    this.writer = writer;
    this.crossOrigin = crossOrigin;
    this.ids = ids;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    RestRequest rest = rest(request);
    Exchange exchange = new Exchange(request, response, callback, rest);
    MDC.put(RequestId.LOG_KEY, rest.id());
    try {
      RestResponse answer = page(rest);
      if (answer != null) {
        drain(exchange, answer);
      } else {
        api(exchange);
      }
    } finally {
      MDC.remove(RequestId.LOG_KEY);
    }
    return true;
  }

  /** What Jetty gave us. */
  record Exchange(Request request, Response response, Callback callback, RestRequest rest) {}

  private @Nullable RestResponse page(RestRequest rest) {
    RestResponse preflight = crossOrigin.preflight(rest);
    if (preflight != null) {
      return preflight;
    }
    Function<RestRequest, RestResponse> page = pages.get(rest.path());
    if (page == null) {
      return null;
    }
    return rest.verb().equals("GET") || rest.verb().equals("HEAD")
        ? page.apply(rest)
        : Transcoder.wrongVerb(rest, List.of("GET"));
  }

  private void api(Exchange exchange) {
    Transcoder.Admission admission = transcoder.admit(exchange.rest());
    if (admission instanceof Transcoder.Admission.Refused refused) {
      drain(exchange, refused.response());
    } else if (admission instanceof Transcoder.Admission.Admitted admitted) {
      Request request = exchange.request();
      int limit = admitted.bodyLimit();
      if (asksFirst(request) && request.getLength() > limit) {
        writer.write(exchange, tooLarge(exchange.rest(), limit, Map.of()));
        return;
      }
      finish(
          exchange,
          BodyReader.read(request, limit).thenCompose(body -> call(exchange, admitted, body)));
    }
  }

  private CompletionStage<RestResponse> call(
      Exchange exchange, Transcoder.Admission.Admitted admitted, BodyReader.Body body) {
    if (body instanceof BodyReader.Body.Whole whole) {
      MDC.put(RequestId.LOG_KEY, exchange.rest().id());
      try {
        return transcoder.call(admitted, exchange.rest(), whole.bytes());
      } finally {
        MDC.remove(RequestId.LOG_KEY);
      }
    }
    return CompletableFuture.completedFuture(
        tooLarge(exchange.rest(), admitted.bodyLimit(), closing(body)));
  }

  private static RestResponse tooLarge(RestRequest rest, int limit, Map<String, String> headers) {
    String message = "the body has more than the " + (limit >> 20) + " MiB allowed";
    return RestResponse.error(ApiError.of(ErrorCode.TOO_LARGE, message), rest.id(), headers);
  }

  /** Answers without the body, but reads it first, so that the client can read the answer. */
  private void drain(Exchange exchange, RestResponse answer) {
    if (exchange.request().getLength() == 0 || asksFirst(exchange.request())) {
      writer.write(exchange, answer);
      return;
    }
    finish(exchange, BodyReader.read(exchange.request(), 0).thenApply(body -> answer));
  }

  private void finish(Exchange exchange, CompletionStage<RestResponse> answer) {
    answer.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            writer.write(exchange, response);
          } else {
            // The connection broke while the body was read: nobody is there to be told.
            exchange.callback().failed(failure);
          }
        });
  }

  /** Whether the client waits for leave to send the body: then no answer gets lost behind it. */
  private static boolean asksFirst(Request request) {
    return request.getHeaders().contains(HttpHeader.EXPECT, "100-continue");
  }

  private static Map<String, String> closing(BodyReader.Body body) {
    return body instanceof BodyReader.Body.TooLarge large && !large.drained()
        ? Map.of("Connection", "close")
        : Map.of();
  }

  private RestRequest rest(Request request) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), field.getValue());
    }
    String path = request.getHttpURI().getPath();
    String query = request.getHttpURI().getQuery();
    return new RestRequest(
        request.getMethod(),
        path == null ? "" : path,
        query == null ? "" : query,
        headers,
        Request.getRemoteAddr(request),
        ids.of(headers.get("x-request-id")));
  }
}
