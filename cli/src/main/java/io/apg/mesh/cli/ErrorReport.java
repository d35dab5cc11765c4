package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a failure is told on stderr: to people, or as the one JSON document of {@code -o json}. */
final class ErrorReport {
  private ErrorReport() {}

  static void print(PrintWriter err, Failure failure, boolean json) {
    if (json) {
      err.println(json(failure));
      return;
    }
    err.println("meshctl: " + failure.text());
    // A single one says what the message says.
    if (failure.details().size() > 1) {
      failure.details().forEach(d -> err.println("  " + d.field() + ": " + d.message()));
    }
    if (!failure.hint().isEmpty()) {
      err.println("  " + failure.hint());
    }
  }

  private static Json json(Failure failure) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", failure.code());
    error.put("message", failure.text());
    error.put("hint", failure.hint());
    error.put(
        "details",
        failure.details().stream()
            .map(d -> Json.object("field", d.field(), "message", d.message()))
            .toList());
    return Json.object("error", error);
  }
}
