package io.apg.mesh.registry;

import org.jspecify.annotations.Nullable;

/** The store cannot be reached or written now. */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the reason in words an operator can use. */
  public StoreUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
