package io.apg.mesh.controlplane.config;

import com.google.common.net.InetAddresses;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the text of a setting becomes a value.
 *
 * @param expected what is accepted, as error messages and the reference say it
 * @param secret whether values are kept out of messages, and may come from a {@code *_FILE}
 * @param parser refuses by {@link IllegalArgumentException} with the expectation as its text
 */
record ValueType<T>(String expected, boolean secret, Function<RawValue, T> parser) {
  static final ValueType<String> TEXT = scalar("text", text -> text);
  static final ValueType<Boolean> BOOLEAN = scalar("true or false", ValueType::parseBoolean);
  static final ValueType<Integer> PORT = integer(0, 65535);
  static final ValueType<String> HOST = matching("IP address or host name", "[0-9A-Za-z.:%-]+");
  static final ValueType<ListenAddress> SOCKET =
      scalar("IP:port such as 10.0.0.2:53", ValueType::parseSocket);
  static final ValueType<String> LABEL =
      matching("DNS label", "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  static final ValueType<Path> PATH = scalar("path", ValueType::parsePath);
  static final ValueType<Secret> SECRET = new ValueType<>("secret text", true, secretOr(false));
  static final ValueType<Secret> STRONG_SECRET =
      new ValueType<>(Secret.EXPECTED, true, secretOr(true));
  static final ValueType<Path> DATABASE =
      new ValueType<>(DatabaseUrls.EXPECTED, true, raw -> DatabaseUrls.parse(onlyScalar(raw)));
  static final ValueType<List<String>> ORIGINS =
      listOf(matching("origin such as https://host:port, or *", "\\*|https?://[^/\\s]+"));

  static ValueType<Integer> integer(int least, int most) {
    String expected = "whole number from " + least + " to " + most;
    return scalar(
        expected,
        text -> {
          try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
              return number;
            }
          } catch (NumberFormatException notANumber) {
            // Refused below, in the same words.
          }
          throw new IllegalArgumentException(expected);
        });
  }

  static ValueType<Duration> seconds(int least, int most) {
    return integer(least, most).map("seconds", Duration::ofSeconds);
  }

  static ValueType<Duration> days(int least, int most) {
    return integer(least, most).map("days", Duration::ofDays);
  }

  static ValueType<Duration> milliseconds(int least, int most) {
    return integer(least, most).map("milliseconds", Duration::ofMillis);
  }

  static ValueType<Double> decimal(double least, double most) {
    String expected = "number from " + least + " to " + most;
    return scalar(
        expected,
        text -> {
          try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
              return number;
            }
          } catch (NumberFormatException notANumber) {
            // Refused below, in the same words.
          }
          throw new IllegalArgumentException(expected);
        });
  }

  static ValueType<String> matching(String expected, String pattern) {
    return scalar(
        expected,
        text -> {
          if (!text.matches(pattern)) {
            throw new IllegalArgumentException(expected);
          }
          return text;
        });
  }

  /** The lower-case words of an enum; case is ignored. */
  static <E extends Enum<E>> ValueType<E> words(Class<E> type) {
    String expected =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return scalar(
        expected,
        text -> {
          try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
          } catch (IllegalArgumentException unknownWord) {
            throw new IllegalArgumentException("one of " + expected, unknownWord);
          }
        });
  }

  /** A YAML list, a JSON array of strings, or a comma list. */
  static <T> ValueType<List<T>> listOf(ValueType<T> item) {
    return new ValueType<>(
        "list of " + item.expected,
        false,
        raw -> {
          List<T> values = new ArrayList<>();
          List<String> items = raw.items() == null ? Lists.split(raw.text()) : raw.items();
          for (String text : items) {
            values.add(item.parser.apply(RawValue.scalar(text, raw.source())));
          }
          return List.copyOf(values);
        });
  }

  /** WARNING is another word for WARN, which logging libraries read as DEBUG. */
  static ValueType<MeshConfig.Logging.Level> level() {
    ValueType<MeshConfig.Logging.Level> words = words(MeshConfig.Logging.Level.class);
    return scalar(
        words.expected + " (also warning)",
        text -> {
          String word = text.equalsIgnoreCase("warning") ? "warn" : text;
          return words.parser.apply(RawValue.scalar(word, ""));
        });
  }

  private static <T> ValueType<T> scalar(String expected, Function<String, T> parser) {
    return new ValueType<>(expected, false, raw -> parser.apply(onlyScalar(raw)));
  }

  private <R> ValueType<R> map(String unit, Function<T, R> mapper) {
    return new ValueType<>(expected + " (" + unit + ")", secret, parser.andThen(mapper));
  }

  private static String onlyScalar(RawValue raw) {
    if (raw.items() != null) {
      throw new IllegalArgumentException("one value, not a list");
    }
    return raw.text();
  }

  private static Function<RawValue, Secret> secretOr(boolean refuseWeak) {
    return raw -> {
      Secret secret = new Secret(onlyScalar(raw));
      if (refuseWeak && secret.isWeak()) {
        throw new IllegalArgumentException(Secret.EXPECTED);
      }
      return secret;
    };
  }

  private static Boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException("true or false");
    };
  }

  private static ListenAddress parseSocket(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[(.*:.*)]$", "$1");
    String port = text.substring(colon + 1);
    if (!InetAddresses.isInetAddress(host) || !port.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("IP:port");
    }
    return new ListenAddress(host, PORT.parser.apply(RawValue.scalar(port, "")));
  }

  private static Path parsePath(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException malformed) {
      throw new IllegalArgumentException("path", malformed);
    }
  }
}
