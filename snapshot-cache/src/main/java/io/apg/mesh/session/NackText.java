package io.apg.mesh.session;

import java.util.Collection;
import java.util.List;

/** The words of a NACK: what to show of them, and which resources they name. */
final class NackText {
  private static final String DUMP = "goo.gle/debug";
  private static final int LONGEST = 2000;

  private NackText() {}

  /** The text without the dump of a message that protobuf puts into it. */
  static String clean(String text) {
    String clean = text;
    int dump = clean.indexOf(DUMP);
    if (dump >= 0) {
      // "<before> goo.gle/debugstr <fields of the message> } : <after>"
      int end = clean.lastIndexOf("} :");
      int start = Math.max(clean.lastIndexOf('\n', dump), 0);
      String before = clean.substring(start == 0 ? 0 : start, dump).strip();
      String after = end > dump ? clean.substring(end + 3).strip() : "";
      clean = after.isEmpty() ? clean.substring(0, dump).strip() : (before + " " + after).strip();
    }
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
  }

  /** Those of the names that stand in the text as words of their own. */
  static List<String> named(String text, Collection<String> names) {
    return names.stream().filter(name -> quotes(text, name)).toList();
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
