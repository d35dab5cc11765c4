package io.apg.mesh.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The form a command prints its result in ({@code -o}).
 *
 * @param path what {@code jsonpath} picks; empty for the others
 */
record Format(Kind kind, String path) {
  static final String WORDS = "table|wide|json|yaml|name|jsonpath=PATH";

  /** One of the forms. */
  enum Kind {
    TABLE,
    WIDE,
    JSON,
    YAML,
    NAME,
    JSONPATH
  }

  boolean is(Kind other) {
    return kind == other;
  }

  /** Whether it is for people. */
  boolean isText() {
    return kind == Kind.TABLE || kind == Kind.WIDE;
  }

  /** As it is written. */
  @Override
  public String toString() {
    String word = kind.name().toLowerCase(Locale.ROOT);
    return path.isEmpty() ? word : word + "=" + path;
  }

  /** Reads the option. */
  static final class Reader implements ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
      int equals = text.indexOf('=');
      String word = (equals < 0 ? text : text.substring(0, equals)).toUpperCase(Locale.ROOT);
      for (Kind kind : Kind.values()) {
        if (kind.name().equals(word) && (equals >= 0) == (kind == Kind.JSONPATH)) {
          return new Format(kind, text.substring(equals + 1));
        }
      }
      throw new TypeConversionException(text + " (expected: " + WORDS + ")");
    }
  }
}
