package io.apg.mesh.cli.api;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Why a command ends without having done its work: an API error code, what happened, what to try,
 * and the exit code. It has no stack trace, as nobody is to see one.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode exit;
  private final String code;
  private final String hint;
  private final transient List<Detail> details;

  /** One thing that is wrong with what was sent: a JSON pointer into it, and what it is. */
  public record Detail(String field, String message) {}

  /** One without details. */
  public Failure(ExitCode exit, String code, String message, String hint) {
    this(exit, code, message, hint, List.of());
  }

  /** One with everything that is wrong. */
  public Failure(ExitCode exit, String code, String message, String hint, List<Detail> details) {
    super(requireNonNull(message, "message"), null, false, false);
    this.exit = exit;
    this.code = code;
    this.hint = hint;
    this.details = List.copyOf(details);
  }

  /** The command line cannot be meant as it stands. */
  public static Failure usage(String message, String hint) {
    return new Failure(ExitCode.USAGE, "INVALID", message, hint);
  }

  /** What was named is not there. */
  public static Failure notFound(String message, String hint) {
    return new Failure(ExitCode.NOT_FOUND, "NOT_FOUND", message, hint);
  }

  /** A manifest that cannot be sent. */
  public static Failure manifest(String message, String hint) {
    return new Failure(ExitCode.INVALID_MANIFEST, "MALFORMED", message, hint);
  }

  /** The same with another exit code. */
  public Failure withExit(ExitCode other) {
    return new Failure(other, code, text(), hint, details);
  }

  /** What the process ends with. */
  public ExitCode exit() {
    return exit;
  }

  /** The code of the API's error table. */
  public String code() {
    return code;
  }

  /** What to try next; empty when there is nothing to say. */
  public String hint() {
    return hint;
  }

  /** Everything that is wrong, where it is known one by one. */
  public List<Detail> details() {
    return details;
  }

  /** The message, never null. */
  public String text() {
    return requireNonNull(getMessage());
  }
}
