package io.apg.mesh.examples.demo;

import io.apg.mesh.examples.load.LoadStats;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the demo shows: the banner when it runs, and the tables at its end. */
final class Report {
  private static final int FAILURES_TOLD = 3;

  private Report() {}

  static void banner(Shop shop, PrintStream out) {
    Places at = shop.places();
    String settings =
        "export MESHCTL_SERVER=http://%s MESHCTL_TOKEN_FILE=%s"
            .formatted(Places.text(at.http()), shop.directory().resolve("token"));
    out.print(
        """

        The shop runs: %1$d applications with a sidecar each, a gateway, and the control plane.

          API        http://%2$s/api      docs at http://%2$s/api/docs
          gateway    http://%3$s          (/, /catalog, /orders)
          xDS        %4$s   admin gRPC %5$s

        Try, in another terminal%6$s:

          bin/meshctl get proxies      # what each Envoy has, and whether it took it
          bin/meshctl check            # something in this shop is wrong: find it
          curl http://%3$s/   # the storefront, from outside, and whom it calls

        """
            .formatted(
                shop.topology().instances().size(),
                Places.text(at.http()),
                at.gateway(),
                Places.text(at.xds()),
                Places.text(at.admin()),
                shop.knownToMeshctl() ? "" : ", after\n\n  " + settings));
  }

  static void load(Map<Way, LoadStats> load, String canary, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%n  %-48s %8s %6s %8s %8s %7s%n",
        "LOAD",
        "REQUESTS",
        "FAILED",
        "P50",
        "P99",
        "CANARY");
    load.forEach(
        (way, stats) ->
            out.printf(
                Locale.ROOT,
                "  %-48s %8d %6d %8s %8s %7s%n",
                way.text(),
                stats.requests(),
                stats.failed(),
                millis(stats.p50()),
                millis(stats.p99()),
                way.direct() ? percent(stats.share(canary)) : "-"));
  }

  /** The first failures in words, for a load that should have none. */
  static void failures(Map<Way, LoadStats> load, PrintStream out) {
    load.forEach(
        (way, stats) ->
            stats.failures().stream()
                .limit(FAILURES_TOLD)
                .forEach(text -> out.println("  failed: " + way.text() + ", " + text)));
  }

  static void steps(List<Story.Step> steps, PrintStream out) {
    out.printf(Locale.ROOT, "%n  %-6s %-44s %-34s %s%n", "RESULT", "STEP", "EXPECTED", "SEEN");
    for (Story.Step step : steps) {
      out.printf(
          Locale.ROOT,
          "  %-6s %-44s %-34s %s%n",
          step.held() ? "ok" : "FAIL",
          step.what(),
          step.expected(),
          step.seen());
    }
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share);
  }
}
