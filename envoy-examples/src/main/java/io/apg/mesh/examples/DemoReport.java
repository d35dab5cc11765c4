package io.apg.mesh.examples;

import io.apg.mesh.examples.load.LoadStats;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What the demo shows: the banner when it runs, and the table at its end. */
final class DemoReport {
  private static final int FAILURES_TOLD = 3;

  private DemoReport() {}

  static void banner(DemoMesh mesh, PrintStream out) {
    DemoPlaces at = mesh.places();
    String auth = "-H @" + mesh.directory().resolve("auth");
    String api = "http://" + DemoPlaces.text(at.http());
    out.print(
        """

        The mesh runs: a control plane, a gateway, and a shop whose sidecar calls two versions of a catalog.

          REST API     %1$s/api
          API docs     %1$s/api/docs
          xDS          %2$s (for proxies)
          admin gRPC   %3$s
          sidecar      http://%4$s (of the shop)
          gateway      http://%5$s
          token        export MESHCTL_TOKEN_FILE=%6$s

        Try, in another terminal:

          # the shop, from outside: gateway, the shop's sidecar, the shop, its sidecar again, a catalog
          curl http://%5$s/

          # a catalog by its name, as the shop's code would call it
          curl -H 'Host: catalog' http://%4$s%7$s

          # all of it to version 2; the load goes on
          curl %8$s -X POST %1$s/api/routes/%9$s/traffic-split \\
            -H 'Content-Type: application/json' \\
            -d '{"destination_services": [{"service_id": "svc_catalog_v2", "weight": 100}]}'

          # what each Envoy has, and whether it took the change
          curl %8$s %1$s/api/proxies

          # what is registered
          curl %8$s %1$s/api/services

        """
            .formatted(
                api,
                DemoPlaces.text(at.xds()),
                DemoPlaces.text(at.admin()),
                DemoPlaces.text(at.sidecar()),
                DemoPlaces.text(at.gateway()),
                mesh.directory().resolve("token"),
                DemoRegistry.SPLIT_PATH,
                auth,
                mesh.splitRoute()));
  }

  static void summary(Map<DemoWay, LoadStats> load, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%n  %-46s %8s %6s %8s %8s %7s%n",
        "LOAD",
        "REQUESTS",
        "FAILED",
        "P50",
        "P99",
        "V2");
    load.forEach(
        (way, stats) ->
            out.printf(
                Locale.ROOT,
                "  %-46s %8d %6d %8s %8s %7s%n",
                way.text(),
                stats.requests(),
                stats.failed(),
                millis(stats.p50()),
                millis(stats.p99()),
                share(way, stats)));
    load.forEach(
        (way, stats) ->
            stats.failures().stream()
                .limit(FAILURES_TOLD)
                .forEach(text -> out.println("  failed: " + way.text() + ", " + text)));
  }

  static void proxies(int inSync, int all, long revision, PrintStream out) {
    out.printf(
        Locale.ROOT, "%n  %d of %d proxies in sync at revision %d%n%n", inSync, all, revision);
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
  }

  private static String share(DemoWay way, LoadStats stats) {
    return way.direct()
        ? String.format(Locale.ROOT, "%.1f %%", stats.share(DemoMesh.answering(true)))
        : "-";
  }
}
