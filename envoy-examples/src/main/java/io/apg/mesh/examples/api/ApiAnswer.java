package io.apg.mesh.examples.api;

import com.fasterxml.jackson.databind.JsonNode;

/** One answer of the REST API: its status and its whole body. */
public record ApiAnswer(int status, JsonNode body) {
  /**
   * What stands inside {@code data} of a good answer.
   *
   * @throws IllegalStateException for an error, with the body
   */
  public JsonNode data() {
    if (status >= 300) {
      throw new IllegalStateException("status: " + status + " (expected: 2xx) " + body);
    }
    return body.path("data");
  }

  /** What stands inside {@code error} of a bad answer; missing in a good one. */
  public JsonNode error() {
    return body.path("error");
  }

  /** The revision a write was committed as; 0 where the answer has none. */
  public long revision() {
    return body.path("data").path("revision").asLong();
  }
}
