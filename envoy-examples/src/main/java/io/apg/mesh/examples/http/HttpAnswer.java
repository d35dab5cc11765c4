package io.apg.mesh.examples.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One answer: status, headers by lower-case name (repeated ones joined by a comma) and the body as
 * UTF-8.
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

  static HttpAnswer of(int status, Map<String, String> headers, byte[] body) {
    return new HttpAnswer(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  /** Checks nothing; copies the headers. */
  public HttpAnswer {
    headers = Map.copyOf(new TreeMap<>(headers));
  }

  /** The value of a header, whatever the case of its name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Who answered, as {@code name@version}: what an {@link EchoBackend} says of itself. */
  public Optional<String> backend() {
    return header(EchoBackend.BACKEND);
  }
}
