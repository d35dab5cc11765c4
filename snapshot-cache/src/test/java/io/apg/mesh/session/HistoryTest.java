package io.apg.mesh.session;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories of one mesh and one client, with streams that break at any point, restarts, and
 * always something slow. At every step no live route points to a cluster that cannot serve, and a
 * moment later everything is there that does not wait for the slow one; at the end the client has
 * exactly the newest state.
 *
 * <p>A history that fails is printed as short as it can be told. {@code -Dhistory.seed=N} runs that
 * one of each kind alone, {@code -Dhistory.count=N} another number of them.
 */
class HistoryTest {
  private static final int COUNT = Integer.getInteger("history.count", 2_000);
  private static final Long SEED = Long.getLong("history.seed");

  @ParameterizedTest
  @CsvSource({
    "ENVOY,DELTA,1",
    "ENVOY,SOTW,1",
    "ENVOY_REFUSES,DELTA,1",
    "ENVOY_REFUSES,SOTW,1",
    "ENVOY_SCOPED,DELTA,2",
    "ENVOY_SCOPED,SOTW,4",
    "ENVOY_SCOPED_REFUSES,DELTA,2",
    "ENVOY_PER_TYPE,DELTA,2",
    "ENVOY_PER_TYPE,SOTW,2",
    "GRPC,SOTW,2",
    "GRPC_REFUSES,SOTW,2"
  })
  void everyHistoryEndsInSync(HistoryKind kind, Form form, int share) {
    long first = SEED == null ? 0 : SEED;
    long end = SEED == null ? COUNT / share : SEED + 1;
    for (long seed = first; seed < end; seed++) {
      List<Step> steps = Histories.of(kind, seed);
      if (HistoryFailure.of(kind, form, steps) != null) {
        throw HistoryFailure.shortest(kind, form, seed, steps);
      }
    }
  }
}
