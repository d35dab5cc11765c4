package io.apg.mesh.controlplane.api;

import java.util.Collection;
import java.util.Locale;

/** Guesses what a misspelt word was meant to be. */
public final class NearestMatch {
  private static final int MAX_LENGTH = 64;

  private NearestMatch() {}

  /** "did you mean x?", or nothing where no candidate is near. */
  public static String hint(String word, Collection<String> candidates) {
    if (word.length() > MAX_LENGTH) {
      return "";
    }
    String plain = plain(word);
    String best = "";
    int bestDistance = Math.max(1, Math.min(3, plain.length() / 3)) + 1;
    for (String candidate : candidates) {
      int distance = distance(plain, plain(candidate));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best.isEmpty() ? "" : "did you mean " + best + "?";
  }

  /** Spelling aside: serviceName, service-name and service_name are one word. */
  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Levenshtein's distance, in one row. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
