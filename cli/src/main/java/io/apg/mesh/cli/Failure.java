package io.apg.mesh.cli;

import static java.util.Objects.requireNonNull;

/**
 * Why a command ends without having done its work: an API error code, what happened, what to try,
 * and the exit code. It has no stack trace, as nobody is to see one.
 */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode exit;
  private final String code;
  private final String hint;

  Failure(ExitCode exit, String code, String message, String hint) {
    super(requireNonNull(message, "message"), null, false, false);
    this.exit = exit;
    this.code = code;
    this.hint = hint;
  }

  ExitCode exit() {
    return exit;
  }

  /** The code of the API's error table. */
  String code() {
    return code;
  }

  /** What to try next; empty when there is nothing to say. */
  String hint() {
    return hint;
  }

  /** The message, never null. */
  String text() {
    return requireNonNull(getMessage());
  }
}
