package io.apg.mesh.registry;

import java.util.Optional;

/** Says whether proxies would take a regular expression. Thread-safe. */
@FunctionalInterface
public interface RegexCheck {
  /** What is wrong with {@code regex}; empty = nothing. */
  Optional<String> problem(String regex);
}
