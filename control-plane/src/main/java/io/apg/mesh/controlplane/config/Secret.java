package io.apg.mesh.controlplane.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A value that is never printed.
 *
 * @param value the text itself
 */
public record Secret(String value) {
  private static final int LEAST_BYTES = 32;
  private static final int LEAST_DISTINCT = 8;
  private static final List<String> PLACEHOLDERS =
      List.of(
          "changeme",
          "change-me",
          "change_me",
          "change-in-production",
          "change_in_production",
          "your-secret",
          "your-jwt-secret",
          "your_jwt_secret",
          "your-super-secret",
          "replace-me",
          "placeholder",
          "secret-here",
          "examplekey");

  /** What a good secret is; how to make one. */
  public static final String EXPECTED =
      "32 random bytes or more, no placeholder; make one with: openssl rand -base64 32";

  /** The bytes of the text. */
  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether it is too short, a known placeholder, or one character over and over. */
  public boolean isWeak() {
    String lower = value.toLowerCase(Locale.ROOT);
    return bytes().length < LEAST_BYTES
        || value.chars().distinct().count() < LEAST_DISTINCT
        || PLACEHOLDERS.stream().anyMatch(lower::contains);
  }

  @Override
  public String toString() {
    return "***";
  }
}
