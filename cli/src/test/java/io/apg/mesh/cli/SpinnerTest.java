package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.process.Await;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who sees that something goes on, and what is left of it. */
class SpinnerTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aTerminalSeesItAndKeepsAnEmptyLine() throws Exception {
    try (Spinner spinner = new Spinner(shell(new Shells().terminal(80)), "waiting")) {
      assertThat(Await.holds(BOUND, () -> err.toString().contains("- waiting"))).isTrue();
      spinner.says("waiting for 1 of 2 proxies");
      assertThat(Await.holds(BOUND, () -> err.toString().contains("1 of 2 proxies"))).isTrue();
    }
    assertThat(err.toString()).startsWith("\r\u001b[K| waiting").endsWith("\r\u001b[K");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void whatIsShortShowsNothing() {
    new Spinner(shell(new Shells().terminal(80)), "waiting").close();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void pipesAndDumbTerminalsSeeNothing() {
    for (Shells shells :
        new Shells[] {new Shells(), new Shells().terminal(80).with("TERM", "dumb")}) {
      try (Spinner spinner = new Spinner(shell(shells), "waiting")) {
        assertThat(spinner.turns()).isFalse();
      }
    }
    assertThat(err.toString()).isEmpty();
  }

  private Shell shell(Shells shells) {
    return shells.shell(out, err);
  }
}
