package io.apg.mesh.examples.demo;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Which part of the story is told. */
enum Scenario {
  ALL,
  CANARY,
  REJECTION,
  RESTART;

  /** Whether a part belongs to it. */
  boolean tells(Scenario part) {
    return this == ALL || this == part;
  }

  /** Reads one, whatever the case; nothing is all of it. */
  static final class Converter implements ITypeConverter<Scenario> {
    @Override
    public Scenario convert(String text) {
      for (Scenario scenario : values()) {
        if (scenario.name().equals(text.toUpperCase(Locale.ROOT))) {
          return scenario;
        }
      }
      throw new TypeConversionException(
          "scenario: " + text + " (expected: all, canary, rejection or restart)");
    }
  }
}
