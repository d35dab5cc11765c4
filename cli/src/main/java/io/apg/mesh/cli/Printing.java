package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonPath;
import io.apg.mesh.cli.api.JsonText;
import io.apg.mesh.cli.manifest.YamlText;
import io.apg.mesh.cli.text.Style;
import java.util.List;

/** The options that say how a result looks. */
final class Printing {
  private final Argument<Format> format =
      Argument.option(
              Format.class, "-o,--output", "FORMAT", Format.WORDS + " (default: ${DEFAULT-VALUE}).")
          .read(new Format.Reader())
          .usually("table");

  private final Argument<Boolean> noHeaders =
      Argument.flag("--no-headers", "Tables without their first line.");

  private final Argument<When> colour =
      Argument.option(
              When.class, "--color", "WHEN", "auto, always or never (default: ${DEFAULT-VALUE}).")
          .orElse(When.auto)
          .usually("auto");

  @SuppressWarnings("UnusedVariable") // meshctl has no other marks of its own
  private final Argument<Boolean> ascii = Argument.flag("--ascii", "Nothing but ASCII.");

  /** What they are on a command line. */
  List<Argument<?>> arguments() {
    return List.of(format, noHeaders, colour, ascii);
  }

  /** When to use colour. */
  enum When {
    auto,
    always,
    never
  }

  Format format() {
    return format.value();
  }

  boolean headers() {
    return !noHeaders.value();
  }

  Style style(Shell shell) {
    boolean wanted =
        colour.value() == When.always
            || (colour.value() == When.auto
                && shell.screen().out()
                && shell.variable("NO_COLOR").isEmpty()
                && !shell.variable("TERM").equals("dumb"));
    return new Style(wanted);
  }

  /**
   * Prints a result as programs read it.
   *
   * @param whole the result as one document
   * @param objects what it is about, one by one
   */
  void print(Shell shell, Json whole, List<Json> objects) {
    switch (format.value().kind()) {
      case JSON -> shell.out().println(JsonText.pretty(whole));
      case YAML -> shell.out().print(YamlText.write(objects));
      case JSONPATH ->
          JsonPath.of(format.value().path()).in(whole).forEach(v -> shell.out().println(line(v)));
      case NAME ->
          throw Failure.usage("-o name: not of this command (expected: table|json|yaml)", "");
      case TABLE, WIDE -> throw new IllegalStateException("format: " + format.value());
    }
  }

  /** Prints a result where a program is to read it: for people, stderr said it all. */
  void program(Shell shell, Json whole) {
    if (!format.value().isText() && !format.value().is(Format.Kind.NAME)) {
      print(shell, whole, List.of(whole));
    }
  }

  private static String line(Json value) {
    return value.isObject() || value.isList() ? JsonText.write(value) : value.text();
  }
}
