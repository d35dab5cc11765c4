package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before Envoy sees it. */
final class RegexCheckTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v[0-9]+/.*",
        "([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.)*[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?",
        "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        "(?i)\\p{L}+|\\x41",
      })
  void acceptsWhatEnvoyAccepts(String regex) {
    assertThat(RegexCheck.DEFAULT.problem(regex)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'',          'empty (expected: at least one character)'",
    "[,           'missing closing ]: `[` (expected: RE2 syntax)'",
    "(?=a),       'invalid or unsupported Perl syntax: `(?=` (expected: RE2 syntax)'",
    "'a{1,1001}', 'repetitions of repetitions (expected: at most 1000 in all)'",
    "'(a{11}){100}', 'repetitions of repetitions (expected: at most 1000 in all)'",
    "'((a{1000}){1000}){1000}', 'repetitions of repetitions (expected: at most 1000 in all)'",
    "/café,       'not ASCII (expected: percent-encoded, as in a request''s path)'",
    "\\p{Greek},  '\\p{Greek} (expected: ASCII, or a general category such as \\p{L})'",
    "[\\x{3b1}],  '\\x{3b1} (expected: ASCII, or a general category such as \\p{L})'",
    "'[a-z0-9-]{1,300}', 'its RE2 program size is about 1205 (expected: at most 1000)'",
    "'(ab){0,1000}', 'its RE2 program size is about 5002 (expected: at most 1000)'",
  })
  void saysWhatIsWrong(String regex, String problem) {
    assertThat(RegexCheck.DEFAULT.problem(regex)).contains(problem);
  }

  @Test
  void refusesAnExpressionTooLongToCompile() {
    assertThat(RegexCheck.DEFAULT.problem("a".repeat(1001)))
        .contains("1001 characters (expected: at most 1000)");
  }

  @Test
  void neverThrows() {
    Random random = new Random(7);
    String letters = "ab.*+?()[]{}^$|\\dwpPQExn0179-:,iLé";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder regex = new StringBuilder();
      int length = 1 + random.nextInt(14);
      while (regex.length() < length) {
        regex.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThatCode(() -> RegexCheck.DEFAULT.problem(regex.toString()))
          .as(regex.toString())
          .doesNotThrowAnyException();
    }
    assertThatCode(() -> RegexCheck.DEFAULT.problem("(".repeat(500) + ")".repeat(500)))
        .doesNotThrowAnyException();
  }
}
