package io.apg.mesh.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * An option or a parameter of a command: declared in a field, read when the command runs. Declared
 * by calls and not by annotations, as reading those takes longer than most commands run. Used by
 * one thread.
 *
 * @param <T> what it is read as
 */
final class Argument<T> {
  private static final String NO_VALUE = "0";
  private static final String ONE_VALUE = "1";

  private final Class<?> type;
  private final String place;
  private final String label;
  private final String description;
  private String arity = ONE_VALUE;
  private String separator = "";
  private boolean required;
  private @Nullable ITypeConverter<T> converter;
  private @Nullable String usually;
  private @Nullable T absent;
  private @Nullable ArgSpec spec;

  /** At a place: names separated by commas, or an index. */
  private Argument(Class<?> type, String place, String label, String description) {
    this.type = type;
    this.place = place;
    this.label = label;
    this.description = description;
  }

  /** An option without a value, which is there or not. */
  static Argument<Boolean> flag(String names, String description) {
    return new Argument<Boolean>(boolean.class, names, "", description)
        .arity(NO_VALUE)
        .orElse(false);
  }

  /** An option without a value, which says more the more often it is there. */
  static Argument<boolean[]> counted(String names, String description) {
    return new Argument<boolean[]>(boolean[].class, names, "", description)
        .arity(NO_VALUE)
        .orElse(new boolean[0]);
  }

  /** An option with a value. */
  static <T> Argument<T> option(Class<T> type, String names, String label, String description) {
    return new Argument<>(type, names, label, description);
  }

  /** An option with a text; empty where it is not there. */
  static Argument<String> text(String names, String label, String description) {
    return option(String.class, names, label, description).orElse("");
  }

  /** An option that may be repeated. */
  static Argument<List<String>> options(String names, String label, String description) {
    return new Argument<List<String>>(List.class, names, label, description).orElse(List.of());
  }

  /** A word that stands for itself. */
  static <T> Argument<T> parameter(Class<T> type, String index, String label, String description) {
    return new Argument<T>(type, index, label, description).required();
  }

  /** All words behind the first; {@code least} is how many there must be. */
  static Argument<List<String>> parameters(int least, String label, String description) {
    Argument<List<String>> words = new Argument<>(List.class, "1..*", label, description);
    words.required = least > 0;
    return words.arity(least + "..*").orElse(List.of());
  }

  private Argument<T> arity(String text) {
    arity = text;
    return this;
  }

  /** The same, with a value where none is given. */
  Argument<T> orElse(T value) {
    absent = value;
    return this;
  }

  /** The same, with a text that is read where none is given; help pages show it. */
  Argument<T> usually(String text) {
    usually = text;
    return this;
  }

  /** The same, read by a converter. */
  Argument<T> read(ITypeConverter<T> by) {
    converter = by;
    return this;
  }

  /** The same, several in one, separated by commas. */
  Argument<T> split() {
    separator = ",";
    return this;
  }

  /** The same, which must be given. */
  Argument<T> required() {
    required = true;
    return this;
  }

  /** The same, which need not be given. */
  Argument<T> optional() {
    required = false;
    return arity("0..1");
  }

  /** What was given, or stands for it. */
  T value() {
    return requireNonNull(orNull(), place);
  }

  /** What was given, where something was. */
  @Nullable T orNull() {
    T given = spec().getValue();
    return given == null ? absent : given;
  }

  /** It, for picocli. */
  ArgSpec spec() {
    ArgSpec made = spec;
    if (made == null) {
      made = place.startsWith("-") ? option() : parameter();
      spec = made;
    }
    return made;
  }

  private ArgSpec option() {
    OptionSpec.Builder option =
        OptionSpec.builder(place.split(",", -1))
            .type(type)
            .arity(arity)
            .required(required)
            .paramLabel(label)
            .description(description)
            .splitRegex(separator);
    if (type == List.class) {
      option.auxiliaryTypes(String.class);
    }
    if (converter != null) {
      option.converters(converter);
    }
    return option.defaultValue(usually).build();
  }

  private ArgSpec parameter() {
    PositionalParamSpec.Builder parameter =
        PositionalParamSpec.builder()
            .index(place)
            .type(type)
            .arity(arity)
            .required(required)
            .paramLabel(label)
            .description(description);
    if (type == List.class) {
      parameter.auxiliaryTypes(String.class);
    }
    return parameter.build();
  }
}
