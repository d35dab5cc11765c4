package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Cells;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Waits until the proxies have a revision. */
final class Rollout {
  private static final long LONGEST_ASK = 60;

  private final Shell shell;
  private final ControlPlane api;
  private final Duration bound;

  Rollout(Shell shell, ControlPlane api, Duration bound) {
    this.shell = shell;
    this.api = api;
    this.bound = bound;
  }

  /**
   * The exit code: done when every connected proxy has the revision of a write.
   *
   * @throws Failure when one refused it, or the time is over
   */
  int await(Json answer) {
    String revision = answer.get("revision").text();
    Instant start = shell.clock().instant();
    Instant deadline = start.plus(bound);
    List<Json> proxies;
    List<Json> behind;
    do {
      proxies = ask(revision, Duration.between(shell.clock().instant(), deadline));
      behind = behind(proxies, Long.parseLong(revision));
      if (behind.isEmpty()) {
        Duration took = Duration.between(start, shell.clock().instant());
        shell
            .err()
            .println(
                String.format(
                    java.util.Locale.ROOT,
                    "%d/%d proxies SYNCED in %.1fs",
                    proxies.size(),
                    proxies.size(),
                    took.toMillis() / 1000.0));
        return 0;
      }
    } while (shell.clock().instant().isBefore(deadline));
    throw late(proxies.size(), behind);
  }

  /** All proxies, once they have the revision or a time is over. */
  private List<Json> ask(String revision, Duration left) {
    long seconds = Math.max(1, Math.min(left.toSeconds(), LONGEST_ASK));
    api.get(
        "/api/proxies?page_size=1&acked_revision=" + revision + "&wait_seconds=" + seconds,
        Duration.ofSeconds(seconds));
    return api.list("/api/proxies", "proxies");
  }

  private static List<Json> behind(List<Json> proxies, long revision) {
    return proxies.stream().filter(p -> p.get("acked_revision").number() < revision).toList();
  }

  private static Failure late(int all, List<Json> behind) {
    Json first =
        behind.stream()
            .filter(p -> p.get("status").text().equals("error"))
            .findFirst()
            .orElse(behind.get(0));
    StringBuilder why = new StringBuilder();
    first
        .get("types")
        .fields()
        .values()
        .forEach(type -> why.append(why.isEmpty() ? Cells.reason(type) : ""));
    boolean refused = first.get("status").text().equals("error");
    return new Failure(
        refused ? ExitCode.REFUSED : ExitCode.UNREACHABLE,
        refused ? "REJECTED" : "TIMEOUT",
        behind.size()
            + " of "
            + Text.plural(all, "proxy has", "proxies have")
            + " not taken the change over: "
            + first.get("node_id").text()
            + (why.isEmpty() ? "" : ": " + why),
        "next: meshctl describe proxy " + first.get("node_id").text());
  }
}
