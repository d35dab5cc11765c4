package io.apg.mesh.translate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One walk along the text of an expression, which finds what RE2 makes of it and re2j does not.
 *
 * <ul>
 *   <li>Size: to re2j a character class is one instruction, to RE2 one for each range of bytes in
 *       it ({@code [a-z0-9]}: two). So the size of RE2's program is at most that of re2j's for
 *       {@link #rewritten}, in which each class is replaced by as many letters as it has ranges.
 *   <li>Nested repetitions: RE2 refuses a product above 1,000, re2j expands any.
 *   <li>Bytes: Envoy's RE2 compares bytes, so there are no characters above 255.
 * </ul>
 *
 * What is found in text that is not valid means nothing; the walk ends all the same.
 */
final class RegexWalk {
  /** Categories in Latin-1: {@code \pP} and {@code \pS} have most ranges. */
  private static final int CATEGORY_RANGES = 18;

  private static final int NAMED_CLASS_RANGES = 5;
  private static final int MAX_CATEGORY_NAME = 2;
  private static final int MAX_BYTE = 0xff;
  private static final Pattern REPEAT = Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?\\}");
  private static final Pattern HEX =
      Pattern.compile("\\\\x(?:([0-9a-fA-F]{2})|\\{([0-9a-fA-F]{1,6})\\})");
  private static final Pattern CATEGORY =
      Pattern.compile("\\\\[pP](?:\\{\\^?([^}]*)\\}|\\^?([^{]))");
  private static final Pattern ESCAPED_CLASS = Pattern.compile("\\\\[dDsSwW]");
  private static final Pattern NAMED_CLASS = Pattern.compile("\\[:[^\\]]*:\\]");
  private static final Pattern RANGE = Pattern.compile("-(?!\\])");
  private static final Pattern QUOTED = Pattern.compile("\\\\Q(?s:.*?)(?:\\\\E|\\z)");
  private static final Pattern FOLDS_CASE = Pattern.compile("\\(\\?[a-zA-Z]*i");

  private final String regex;
  private final int lettersPerRange;
  private final StringBuilder rewritten = new StringBuilder();
  private final StringBuilder inParameter = new StringBuilder();
  private final Deque<Long> enclosing = new ArrayDeque<>();
  private long product = 1;
  private long last = 1;
  private @Nullable String beyondBytes;
  private int at;

  private RegexWalk(String regex) {
    this.regex = regex;
    this.lettersPerRange = FOLDS_CASE.matcher(regex).find() ? 2 : 1;
  }

  static RegexWalk along(String regex) {
    RegexWalk walk = new RegexWalk(regex);
    while (walk.at < regex.length()) {
      walk.step();
    }
    while (!walk.enclosing.isEmpty()) {
      walk.leaveGroup();
    }
    return walk;
  }

  /** An expression that is to re2j at least as large as this one is to RE2. */
  String rewritten() {
    return rewritten.toString();
  }

  /**
   * An expression that matches in the middle of a query string what this one matches as the whole
   * value of a parameter: without anchors, and not beyond the parameter's end.
   */
  String inParameter() {
    return inParameter.toString();
  }

  /** The largest product of repetitions inside one another. */
  long repetitions() {
    return product;
  }

  /** The first thing that names a character beyond bytes; null when nothing does. */
  @Nullable String beyondBytes() {
    return beyondBytes;
  }

  private void step() {
    int start = at;
    int ranges = advance();
    String text = regex.substring(start, at);
    if (ranges > 1) {
      last = 1;
      rewritten.append("(?:").append("z".repeat(ranges * lettersPerRange)).append(')');
    } else {
      rewritten.append(text);
    }
    inParameter.append(inParameter(text));
  }

  /** Passes what comes next; answers how many ranges it has, where it is a class. */
  private int advance() {
    switch (regex.charAt(at)) {
      case '(' -> {
        enclosing.push(product);
        product = 1;
        at++;
      }
      case ')' -> leaveGroup();
      case '{' -> repeat();
      case '*', '+', '?', '|' -> at++;
      case '[' -> {
        return bracket();
      }
      case '\\' -> {
        last = 1;
        return pass(QUOTED) != null ? 0 : escape();
      }
      default -> {
        last = 1;
        at++;
        return regex.charAt(at - 1) == '.' ? 2 : 1;
      }
    }
    return 0;
  }

  private static String inParameter(String text) {
    return switch (text) {
      case "^", "$", "\\A", "\\z" -> "(?:)";
      case "." -> "[^&]";
      case "\\D", "\\S", "\\W" -> "[^&" + text.toLowerCase(Locale.ROOT) + "]";
      default -> {
        if (text.startsWith("\\Q") && !text.endsWith("\\E")) {
          yield text + "\\E";
        }
        if (!text.startsWith("[^")) {
          yield text;
        }
        boolean literal = text.startsWith("]", 2) || text.startsWith("-", 2);
        yield "[^&" + (literal ? "\\" : "") + text.substring(2);
      }
    };
  }

  private void leaveGroup() {
    last = product;
    product = Math.max(product, enclosing.isEmpty() ? 1 : enclosing.pop());
    at++;
  }

  private void repeat() {
    Matcher repeat = pass(REPEAT);
    if (repeat == null) {
      at++;
      last = 1;
      return;
    }
    String most = repeat.group(2);
    long times = Long.parseLong(most == null || most.isEmpty() ? repeat.group(1) : most);
    last = Math.min(last * Math.max(1, times), Integer.MAX_VALUE);
    product = Math.max(product, last);
  }

  /** Passes an escape; answers how many ranges it has. */
  private int escape() {
    int start = at;
    Matcher category = pass(CATEGORY);
    if (category != null) {
      String name = category.group(1);
      if (name != null && name.length() > MAX_CATEGORY_NAME) {
        note(start);
      }
      return CATEGORY_RANGES;
    }
    Matcher hex = pass(HEX);
    if (hex != null) {
      String digits = hex.group(2);
      if (digits != null && Integer.parseInt(digits, 16) > MAX_BYTE) {
        note(start);
      }
      return 1;
    }
    if (pass(ESCAPED_CLASS) != null) {
      return NAMED_CLASS_RANGES;
    }
    at = Math.min(at + 2, regex.length());
    return 1;
  }

  /** Passes a class in brackets; answers how many ranges it has at most. */
  private int bracket() {
    last = 1;
    at++;
    int ranges = 0;
    if (at < regex.length() && regex.charAt(at) == '^') {
      at++;
      ranges++;
    }
    int first = at;
    while (at < regex.length() && (at == first || regex.charAt(at) != ']')) {
      ranges += item();
      if (pass(RANGE) != null) {
        item();
      }
    }
    at = Math.min(at + 1, regex.length());
    return ranges;
  }

  private int item() {
    if (at >= regex.length()) {
      return 0;
    }
    if (pass(NAMED_CLASS) != null) {
      return NAMED_CLASS_RANGES;
    }
    if (regex.charAt(at) == '\\') {
      return escape();
    }
    at++;
    return 1;
  }

  private @Nullable Matcher pass(Pattern pattern) {
    Matcher matcher = pattern.matcher(regex).region(at, regex.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher;
  }

  private void note(int start) {
    if (beyondBytes == null) {
      beyondBytes = regex.substring(start, at);
    }
  }
}
