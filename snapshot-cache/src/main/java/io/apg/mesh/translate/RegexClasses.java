package io.apg.mesh.translate;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The character classes of an expression that RE2 accepts, found by one walk along its text.
 *
 * <p>To re2j a class is one instruction, to RE2 one for each range of bytes in it ({@code [a-z0-9]}
 * two). So the size of RE2's program is at most that of re2j's for an expression in which each
 * class is replaced by as many letters as it has ranges. Checked against Envoy 1.40 in tests.
 */
final class RegexClasses {
  /** What RE2 adds around a program, more than re2j does. */
  private static final int FRAME = 4;

  /** Categories in Latin-1: {@code \pP} and {@code \pS} have most ranges. */
  private static final int CATEGORY_RANGES = 17;

  private static final int NAMED_CLASS_RANGES = 5;
  private static final int MAX_CATEGORY = 2;
  private static final int MAX_BYTE = 0xff;

  private final String regex;
  private final boolean foldsCase;
  private final StringBuilder rewritten = new StringBuilder();
  private @Nullable String beyondBytes;
  private int at;

  private RegexClasses(String regex) {
    this.regex = regex;
    this.foldsCase = regex.matches("(?s).*\\(\\?[a-zA-Z]*i.*");
  }

  /** Walks along {@code regex}, which must be valid ASCII. */
  static RegexClasses of(String regex) {
    RegexClasses classes = new RegexClasses(regex);
    classes.walk();
    return classes;
  }

  /** An upper bound of the size of RE2's program. */
  int programSize() {
    return Pattern.compile(rewritten.toString()).programSize() + FRAME;
  }

  /** The first construct that names something beyond bytes; null when there is none. */
  @Nullable String beyondBytes() {
    return beyondBytes;
  }

  private void walk() {
    while (at < regex.length()) {
      char c = regex.charAt(at);
      if (regex.startsWith("\\Q", at)) {
        int end = regex.indexOf("\\E", at);
        copyTo(end < 0 ? regex.length() : end + 2);
      } else if (c == '\\') {
        int start = at;
        int ranges = escape();
        if (ranges > 1) {
          replace(ranges);
        } else {
          rewritten.append(regex, start, at);
        }
      } else if (c == '[') {
        replace(bracket());
      } else if (c == '.') {
        at++;
        replace(2);
      } else {
        copyTo(at + 1);
      }
    }
  }

  private void copyTo(int end) {
    rewritten.append(regex, at, end);
    at = end;
  }

  private void replace(int ranges) {
    rewritten.append("(?:").append("z".repeat(foldsCase ? 2 * ranges : ranges)).append(')');
  }

  /** Passes one escape; answers how many ranges it has. */
  private int escape() {
    int start = at;
    char kind = regex.charAt(at + 1);
    at += 2;
    switch (kind) {
      case 'p', 'P' -> {
        String name = braced();
        if (name.replace("^", "").length() > MAX_CATEGORY) {
          note(start);
        }
        return CATEGORY_RANGES + 1;
      }
      case 'x' -> {
        if (Integer.parseInt(regex.startsWith("{", at) ? braced() : pair(), 16) > MAX_BYTE) {
          note(start);
        }
        return 1;
      }
      case 'd', 'D', 's', 'S', 'w', 'W' -> {
        return NAMED_CLASS_RANGES;
      }
      default -> {
        return 1;
      }
    }
  }

  /** Passes {@code {name}} or one letter. */
  private String braced() {
    int end = regex.charAt(at) == '{' ? regex.indexOf('}', at) : at;
    String name = regex.substring(at == end ? at : at + 1, at == end ? at + 1 : end);
    at = end + 1;
    return name;
  }

  private String pair() {
    at += 2;
    return regex.substring(at - 2, at);
  }

  /** Passes a class in brackets; answers how many ranges it has at most. */
  private int bracket() {
    at++;
    int ranges = 0;
    if (regex.charAt(at) == '^') {
      at++;
      ranges++;
    }
    boolean first = true;
    while (first || regex.charAt(at) != ']') {
      first = false;
      ranges += regex.startsWith("[:", at) ? named() : item();
      if (regex.charAt(at) == '-' && regex.charAt(at + 1) != ']') {
        at++;
        item();
      }
    }
    at++;
    return ranges;
  }

  private int named() {
    int end = regex.indexOf(":]", at);
    if (end < 0) {
      return item();
    }
    at = end + 2;
    return NAMED_CLASS_RANGES;
  }

  private int item() {
    if (regex.charAt(at) == '\\') {
      return escape();
    }
    at++;
    return 1;
  }

  private void note(int start) {
    if (beyondBytes == null) {
      beyondBytes = regex.substring(start, at);
    }
  }
}
