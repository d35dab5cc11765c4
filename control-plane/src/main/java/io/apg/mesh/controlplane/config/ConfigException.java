package io.apg.mesh.controlplane.config;

import java.util.List;

/** The configuration is refused; the message lists every problem, one a line. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super("configuration refused:\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line each: {@code <key>: <value> (expected: <what>) [<source>]}. */
  public List<String> problems() {
    return problems;
  }
}
