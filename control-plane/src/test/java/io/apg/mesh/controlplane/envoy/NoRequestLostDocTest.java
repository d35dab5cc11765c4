package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The tests that the docs name are there, under these names. */
class NoRequestLostDocTest {
  private static final Path PAGE = Path.of("..", "docs", "no-request-lost.md");
  private static final Pattern NAMED = Pattern.compile("\\| `(\\w+)\\.(\\w+)` \\|");

  @Test
  void everyNamedTestExists() throws IOException {
    List<String> named =
        NAMED
            .matcher(Files.readString(PAGE))
            .results()
            .map(match -> match.group(1) + "." + match.group(2))
            .toList();
    assertThat(named).hasSizeGreaterThan(10).doesNotHaveDuplicates().allMatch(this::exists);
  }

  private boolean exists(String test) {
    String[] parts = test.split("\\.", 2);
    try {
      Class<?> holder = Class.forName(getClass().getPackageName() + "." + parts[0]);
      return Arrays.stream(holder.getDeclaredMethods())
          .filter(method -> method.getName().equals(parts[1]))
          .anyMatch(NoRequestLostDocTest::isTest);
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }
}
