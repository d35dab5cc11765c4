package io.apg.mesh.cli.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What meshctl's exit codes mean; every help page lists them. */
public enum ExitCode {
  DONE(0, "done; diff: no difference"),
  REFUSED(1, "request failed or refused; diff: differences found"),
  USAGE(2, "wrong usage"),
  UNREACHABLE(3, "control plane not reachable or timed out"),
  INVALID_MANIFEST(4, "manifest invalid (no request was made)"),
  NOT_FOUND(5, "named thing not found"),
  CHECK_FAILED(6, "check found errors (with --strict: or warnings)"),
  DIFF_FAILED(7, "diff only: request failed or refused"),
  INTERRUPTED(130, "interrupted");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** What the process ends with. */
  public int code() {
    return code;
  }

  /** Code and meaning, in the order of the codes, for picocli's section. */
  public static Map<String, String> table() {
    return Stream.of(values())
        .collect(
            Collectors.toMap(
                exit -> String.valueOf(exit.code),
                exit -> exit.meaning,
                (one, other) -> one,
                LinkedHashMap::new));
  }
}
