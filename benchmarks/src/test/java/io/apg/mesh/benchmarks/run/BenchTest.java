package io.apg.mesh.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.benchmarks.mesh.Shape;
import io.apg.mesh.examples.process.Checkout;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harness measures what it says; what the numbers are is nobody's business here. */
class BenchTest {
  private static final int NODES = 5;
  private static final int SERVICES = 7;

  @TempDir Path output;

  @ParameterizedTest
  @EnumSource(Side.class)
  void everyClientHearsOfEachChangeOnce(Side side) throws IOException {
    Shape shape = new Shape(NODES, SERVICES, Groups.EACH, Form.DELTA);
    try (Rig rig = Rig.start(side, shape, settings())) {
      // Each client: its cluster beside those of services, two listeners, one route configuration.
      assertThat(rig.connect().get("resources")).isEqualTo(NODES * (2 * SERVICES + 1 + 2 + 1));
      for (int change = 0; change < 2 * SERVICES; change++) {
        rig.change("endpoint", XdsType.ENDPOINT);
        assertThat(rig.fleet("figures").get("resources")).isEqualTo(NODES);
      }
      rig.change("route", XdsType.ROUTE);
      rig.change("service", XdsType.ROUTE);
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void statesOfTheWorldReachEveryClient(Side side) throws IOException {
    Shape shape = new Shape(NODES, SERVICES, Groups.ONE, Form.SOTW);
    try (Rig rig = Rig.start(side, shape, settings())) {
      rig.connect();
      assertThat(rig.change("endpoint", XdsType.ENDPOINT).resourceBytes()).isPositive();
    }
  }

  @Test
  void whoComesBackUnchangedIsSentNothingByOurs() throws IOException {
    Shape shape = new Shape(NODES, SERVICES, Groups.EACH, Form.DELTA);
    try (Rig rig = Rig.start(Side.OURS, shape, settings())) {
      rig.connect();
      assertThat(rig.disturb("reconnect").get("resource_bytes")).isZero();
    }
  }

  @Test
  void serversRunWithTheFlagsOfTheLauncher() throws IOException {
    assertThat(Files.readString(Checkout.root().resolve("bin/meshd")))
        .contains(Settings.SERVER_FLAGS)
        .contains("-Xmx" + Settings.FULL.heap());
  }

  @Test
  void resultsAreHeldAgainstTheirBars() {
    Row row = new Row("endpoint", "CPU", "us", 60, 100, Bar.ratio(0.5));
    assertThat(row.verdict()).isEqualTo("missed");
    assertThat(row.markdown())
        .isEqualTo("| endpoint | CPU, us | 60.0 | 100 | 0.600 | <= 0.500 x | missed |");
    assertThat(new Row("endpoint", "CPU", "us", 50, 100, Bar.ratio(0.5).andMost(50)).verdict())
        .isEqualTo("met");
    assertThat(Statistics.quantile(List.of(4.0, 1.0, 2.0, 3.0), 0.5)).isEqualTo(2.5);
  }

  private Settings settings() {
    return Settings.FULL.writingTo(output);
  }
}
