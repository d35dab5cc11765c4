package io.apg.mesh.controlplane.http;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import java.util.Map;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Gives what Jetty itself refuses (a bad URI, a huge header, a broken request line) the body of
 * every other error.
 */
final class RefusalHandler implements Request.Handler {
  private final ResponseWriter writer;
  private final RequestIds ids;

  RefusalHandler(ResponseWriter writer, RequestIds ids) {
    this.writer = writer;
    this.ids = ids;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    HttpURI uri = request.getHttpURI();
    RestRequest rest =
        new RestRequest(
            request.getMethod(),
            uri.getPath() == null ? "" : uri.getPath(),
            "",
            Map.of(),
            Request.getRemoteAddr(request),
            ids.of(null));
    String message =
        request.getAttribute(ErrorHandler.ERROR_MESSAGE) instanceof String said && status < 500
            ? "the request was refused: " + said
            : "the request was refused";
    RestResponse answer =
        RestResponse.error(status, ApiError.of(code(status), message), rest.id(), Map.of());
    writer.write(new RestHandler.Exchange(request, response, callback, rest), answer);
    return true;
  }

  private static ErrorCode code(int status) {
    return switch (status) {
      case 404 -> ErrorCode.NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 408, 504 -> ErrorCode.TIMEOUT;
      case 413, 414, 431 -> ErrorCode.TOO_LARGE;
      case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
      case 503 -> ErrorCode.UNAVAILABLE;
      default -> status < 500 || status == 505 ? ErrorCode.MALFORMED : ErrorCode.INTERNAL;
    };
  }
}
