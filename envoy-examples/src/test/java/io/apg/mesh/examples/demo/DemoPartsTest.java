package io.apg.mesh.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DemoPartsTest {
  @ParameterizedTest
  @CsvSource({"30s, PT30S", "2m, PT2M", "500ms, PT0.5S", "1h, PT1H"})
  void readsSpans(String text, Duration span) {
    assertThat(new SpanConverter().convert(text)).isEqualTo(span);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "", "s", "-1s", "3 s", "9999999s"})
  void refusesWhatIsNoSpan(String text) {
    assertThatThrownBy(() -> new SpanConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("duration: " + text + " (expected: a number with ms, s, m or h, such as 30s)");
  }

  @Test
  void aPortInUseOrHandedOutIsPassedOver() throws IOException {
    FreePorts ports = new FreePorts("127.0.0.1");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int first = ports.from(taken.getLocalPort());
      int second = ports.from(taken.getLocalPort());
      assertThat(first).isGreaterThan(taken.getLocalPort());
      assertThat(second).isGreaterThan(first);
    }
  }
}
