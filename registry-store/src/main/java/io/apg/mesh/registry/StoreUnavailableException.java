package io.apg.mesh.registry;

/** The store cannot be reached or written now. */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the reason in words an operator can use. */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
