package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Cells;
import io.apg.mesh.cli.text.Ages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Waits until the proxies have a revision. */
final class Rollout {
  private static final long LONGEST_ASK = 60;
  private static final int MOST_NAMED = 5;

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
    Instant start = shell.clock().instant();
    Instant deadline = start.plus(bound);
    int all = settled(answer, deadline);
    String took = seconds(Duration.between(start, now()));
    shell.err().println(all + "/" + all + " proxies SYNCED in " + took);
    return 0;
  }

  /** How many proxies there are, once all of them have the revision. */
  private int settled(Json answer, Instant deadline) {
    long revision = answer.get("revision").number();
    try (Spinner spinner = new Spinner(shell, "waiting for proxies")) {
      while (true) {
        List<Json> proxies = ask(answer.get("revision").text(), Duration.between(now(), deadline));
        List<Json> behind = behind(proxies, revision);
        if (behind.isEmpty()) {
          return proxies.size();
        }
        if (!now().isBefore(deadline)) {
          throw late(proxies.size(), behind, revision);
        }
        spinner.says("waiting for " + behind.size() + " of " + proxies.size() + " proxies");
      }
    }
  }

  private Instant now() {
    return shell.clock().instant();
  }

  private static String seconds(Duration span) {
    return String.format(Locale.ROOT, "%.1fs", span.toMillis() / 1000.0);
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

  private Failure late(int all, List<Json> behind, long revision) {
    List<Json> worst = new ArrayList<>(behind);
    worst.sort(Comparator.comparing(proxy -> !isRefusing(proxy)));
    List<Failure.Detail> details = new ArrayList<>();
    for (Json proxy : worst.subList(0, Math.min(MOST_NAMED, worst.size()))) {
      details.add(new Failure.Detail(proxy.get("node_id").text(), reasons(proxy)));
    }
    boolean refused = isRefusing(worst.get(0));
    Failure.Detail first = details.get(0);
    return new Failure(
        refused ? ExitCode.REFUSED : ExitCode.UNREACHABLE,
        refused ? "REJECTED" : "TIMEOUT",
        behind.size()
            + " of "
            + Text.plural(all, "proxy has", "proxies have")
            + " not taken revision "
            + revision
            + " over within "
            + Ages.of(bound)
            + (details.size() > 1 ? "" : ": " + first.field() + ": " + first.message()),
        "next: meshctl describe proxy " + first.field(),
        details);
  }

  private static boolean isRefusing(Json proxy) {
    return proxy.get("status").text().equals("error");
  }

  /** What is outstanding, by type; where nothing is said to be, how far the proxy has come. */
  private static String reasons(Json proxy) {
    List<String> reasons = new ArrayList<>();
    for (String word : Cells.TYPES) {
      Json type = proxy.path("types." + word);
      String status = type.get("status").text();
      String why = Cells.reason(type);
      if (!why.isEmpty()) {
        String verb = type.get("error").isObject() ? " refused: " : " ";
        reasons.add(Cells.upperWord(word) + verb + why);
      } else if (!status.isEmpty() && !status.equals("synced")) {
        reasons.add(Cells.upperWord(word) + " is " + Cells.upper(type.get("status")));
      }
    }
    return reasons.isEmpty()
        ? "has revision " + proxy.get("acked_revision").number()
        : String.join("; ", reasons);
  }
}
