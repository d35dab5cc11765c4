package io.apg.mesh.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** How long something is ago, in two units at most: {@code 3m12s}. Stateless. */
public final class Ages {
  private Ages() {}

  /** From a time as the API writes it until now; {@code -} where there is none. */
  public static String of(String time, Instant now) {
    try {
      return time.isEmpty() ? "-" : of(Duration.between(Instant.parse(time), now));
    } catch (DateTimeParseException notATime) {
      return "-";
    }
  }

  /** Of a span; one that lies ahead is 0s. */
  public static String of(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    long minutes = seconds / 60;
    long hours = minutes / 60;
    if (seconds < 120) {
      return seconds + "s";
    }
    if (minutes < 10) {
      return minutes + "m" + seconds % 60 + "s";
    }
    if (minutes < 120) {
      return minutes + "m";
    }
    if (hours < 10) {
      return hours + "h" + minutes % 60 + "m";
    }
    return hours < 48 ? hours + "h" : hours / 24 + "d";
  }
}
