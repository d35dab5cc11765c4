package io.apg.mesh.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** How a failure is told on stderr: to people, or as the one JSON document of {@code -o json}. */
final class ErrorReport {
  private ErrorReport() {}

  static void print(PrintWriter err, Failure failure, boolean json) {
    if (json) {
      err.println(json(failure));
      return;
    }
    err.println("meshctl: " + failure.text());
    if (!failure.hint().isEmpty()) {
      err.println("  " + failure.hint());
    }
  }

  private static String json(Failure failure) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      out.writeStartObject();
      out.writeObjectFieldStart("error");
      out.writeStringField("code", failure.code());
      out.writeStringField("message", failure.text());
      out.writeStringField("hint", failure.hint());
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
