package io.apg.mesh.cli.text;

import java.util.Locale;
import java.util.Map;

/**
 * What a terminal may show beyond plain text. Colour never carries meaning alone: it goes to words
 * that say the same.
 */
public record Style(boolean colour) {
  /** Letters and nothing else. */
  public static final Style PLAIN = new Style(false);

  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String RED = "31";
  private static final Map<String, String> COLOURS =
      Map.ofEntries(
          Map.entry("synced", GREEN),
          Map.entry("healthy", GREEN),
          Map.entry("active", GREEN),
          Map.entry("ok", GREEN),
          Map.entry("created", GREEN),
          Map.entry("accepted", GREEN),
          Map.entry("stale", YELLOW),
          Map.entry("waiting", YELLOW),
          Map.entry("draining", YELLOW),
          Map.entry("degraded", YELLOW),
          Map.entry("warn", YELLOW),
          Map.entry("warning", YELLOW),
          Map.entry("configured", YELLOW),
          Map.entry("error", RED),
          Map.entry("fail", RED),
          Map.entry("failing", RED),
          Map.entry("unhealthy", RED),
          Map.entry("rejected", RED),
          Map.entry("deleted", RED));

  /** The text, in the colour of what it says. */
  public String paint(String text) {
    String colour = COLOURS.get(text.strip().toLowerCase(Locale.ROOT));
    return colour == null ? text : paint(text, colour);
  }

  /** A line of a difference. */
  public String difference(String line) {
    if (line.startsWith("+")) {
      return paint(line, GREEN);
    }
    return line.startsWith("-") ? paint(line, RED) : line;
  }

  private String paint(String text, String code) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
