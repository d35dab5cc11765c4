package io.apg.mesh.translate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * Tells whether Envoy will accept a regular expression, before it is sent. Envoy compiles with RE2
 * and refuses programs above a size (100 unless the bootstrap raises it: {@link Bootstrap}); it
 * reads text as bytes (Latin-1), so what is not ASCII would be accepted and never match as meant.
 * Thread-safe.
 *
 * @param maxProgramSize largest program that is accepted. 1,000 holds any sensible path or header
 *     (a DNS name takes 509) and bounds the worst case, one step an instruction and byte
 */
public record RegexCheck(int maxProgramSize) {
  /** The check that goes with the bootstraps made here. */
  public static final RegexCheck DEFAULT = new RegexCheck(1000);

  private static final int MAX_REPETITIONS = 1000;

  /** What RE2 adds around a program, more than re2j does. */
  private static final int FRAME = 4;

  /** Says what is wrong with {@code regex}; empty when nothing is. Never throws. */
  public Optional<String> problem(String regex) {
    if (regex.isEmpty()) {
      return problem("empty", "at least one character");
    }
    // An instruction a character, nearly always; and it bounds the work below.
    if (regex.length() > maxProgramSize) {
      return problem(regex.length() + " characters", "at most " + maxProgramSize);
    }
    if (!regex.chars().allMatch(c -> c > 0 && c < 128)) {
      return problem("not ASCII", "percent-encoded, as in a request's path");
    }
    RegexWalk walk = RegexWalk.along(regex);
    if (walk.repetitions() > MAX_REPETITIONS) {
      return problem("repetitions of repetitions", "at most " + MAX_REPETITIONS + " in all");
    }
    int size;
    try {
      size = Pattern.compile(regex).programSize();
    } catch (PatternSyntaxException e) {
      return problem(e.getDescription() + ": `" + e.getPattern() + "`", "RE2 syntax");
    }
    if (walk.beyondBytes() != null) {
      return problem(walk.beyondBytes(), "ASCII, or a general category such as \\p{L}");
    }
    size = size > maxProgramSize ? size : programSize(walk);
    return size > maxProgramSize
        ? problem("its RE2 program size is about " + size, "at most " + maxProgramSize)
        : Optional.empty();
  }

  /** An upper bound of the size of RE2's program. Checked against Envoy 1.40 in tests. */
  static int programSize(RegexWalk walk) {
    return Pattern.compile(walk.rewritten()).programSize() + FRAME;
  }

  private static Optional<String> problem(String what, String expected) {
    return Optional.of(what + " (expected: " + expected + ")");
  }
}
