package io.apg.mesh.ir;

/**
 * What keeps a client with its endpoint, as long as that takes requests.
 *
 * @param cookie name of the cookie; a client without it gets one
 */
public record Affinity(Kind kind, String cookie) {
  /** What the cookie does. */
  public enum Kind {
    /** Its hash chooses the endpoint: the application may set it itself. */
    HASH,
    /** It holds the endpoint's address: nobody moves when endpoints come or go. */
    ADDRESS
  }
}
