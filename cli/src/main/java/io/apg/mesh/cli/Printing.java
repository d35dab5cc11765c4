package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonPath;
import io.apg.mesh.cli.api.JsonText;
import io.apg.mesh.cli.manifest.YamlText;
import io.apg.mesh.cli.text.Style;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say how a result looks. */
final class Printing {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = Format.Reader.class,
      description = Format.WORDS + " (default: ${DEFAULT-VALUE}).")
  private Format format = new Format(Format.Kind.TABLE, "");

  @Option(names = "--no-headers", description = "Tables without their first line.")
  private boolean noHeaders;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto, always or never (default: ${DEFAULT-VALUE}).")
  private When colour = When.auto;

  @SuppressWarnings("UnusedVariable") // meshctl has no other marks of its own
  @Option(names = "--ascii", description = "Nothing but ASCII.")
  private boolean ascii;

  /** When to use colour. */
  enum When {
    auto,
    always,
    never
  }

  Format format() {
    return format;
  }

  boolean headers() {
    return !noHeaders;
  }

  Style style(Shell shell) {
    boolean wanted =
        colour == When.always
            || (colour == When.auto
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
    switch (format.kind()) {
      case JSON -> shell.out().println(JsonText.pretty(whole));
      case YAML -> shell.out().print(YamlText.write(objects));
      case JSONPATH ->
          JsonPath.of(format.path()).in(whole).forEach(v -> shell.out().println(line(v)));
      case NAME ->
          throw Failure.usage("-o name: not of this command (expected: table|json|yaml)", "");
      case TABLE, WIDE -> throw new IllegalStateException("format: " + format);
    }
  }

  /** Prints a result where a program is to read it: for people, stderr said it all. */
  void program(Shell shell, Json whole) {
    if (!format.isText() && !format.is(Format.Kind.NAME)) {
      print(shell, whole, List.of(whole));
    }
  }

  private static String line(Json value) {
    return value.isObject() || value.isList() ? JsonText.write(value) : value.text();
  }
}
