package io.apg.mesh.session;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a NACK: what to show of them, and which resources they name. */
final class NackText {
  private static final String DUMP = "goo.gle/debug";
  // "goo.gle/debugstr", fields, "}" or a new line, ":", and the reason
  private static final Pattern END = Pattern.compile("(\\}\\s*|\n):\\s");
  private static final int LONGEST = 2000;

  private NackText() {}

  /** The text without the dump of a message that protobuf puts into it. */
  static String clean(String text) {
    int dump = text.indexOf(DUMP);
    String clean = text;
    if (dump >= 0) {
      int end = dump;
      for (Matcher ends = END.matcher(text); ends.find(end); ) {
        end = ends.end();
      }
      String before = text.substring(0, dump).strip();
      String after = end > dump ? text.substring(end).strip() : "";
      clean = (before + " " + after).strip();
    }
    if (clean.isEmpty()) {
      clean = text.strip();
    }
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
  }

  /** Those of the names that stand in the text as words of their own. */
  static List<String> named(String text, Collection<String> names) {
    return names.stream().filter(name -> quotes(text, name)).toList();
  }

  /** Whether it is not the content of a listener that is bad, but its address that is taken. */
  static boolean isBusy(String text, String listener) {
    // One line for each, which begins with its name. A name may be an address that others quote.
    List<String> lines = text.lines().filter(line -> quotes(line, listener + ":")).toList();
    return (lines.isEmpty() ? text.lines() : lines.stream())
        .anyMatch(line -> line.contains("cannot bind") || line.contains("duplicate address"));
  }

  private static boolean quotes(String text, String name) {
    if (name.isEmpty()) {
      return false;
    }
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      if (!isPartOfName(text, at - 1) && !continues(text, at + name.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean continues(String text, int at) {
    // A full stop ends a sentence unless a name goes on behind it.
    return isPartOfName(text, at) && (text.charAt(at) != '.' || isPartOfName(text, at + 1));
  }

  private static boolean isPartOfName(String text, int at) {
    if (at < 0 || at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }
}
