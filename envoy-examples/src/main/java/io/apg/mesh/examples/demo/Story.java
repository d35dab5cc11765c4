package io.apg.mesh.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.load.LoadStats;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happens while the load runs: a canary that goes wrong and is rolled back, a service whose
 * port is taken at one proxy, and the end and return of the control plane. Each step says what came
 * of it, and whether that is as it should be.
 */
final class Story {
  private static final int FAIL_PERCENT = 50;
  private static final Duration IN_FLIGHT = Duration.ofMillis(300);

  private final Shop shop;
  private final Load load;
  private final PrintStream out;
  private final Duration pause;
  private final @Nullable Operator operator;
  private final List<Step> steps = new ArrayList<>();
  private long changed; // the revision of the last change

  /** A step that was told, what was expected of it, and whether it came so. */
  record Step(String what, String expected, String seen, boolean held) {}

  /** One change to the mesh. */
  @FunctionalInterface
  private interface Change {
    /** Makes it and returns its revision. */
    long make() throws IOException, InterruptedException;
  }

  /**
   * A story about that shop.
   *
   * @param pause how long each step is watched
   * @param operator looks at each step too; null = nobody does
   */
  Story(Shop shop, Load load, PrintStream out, Duration pause, @Nullable Operator operator) {
    this.operator = operator;
    this.shop = shop;
    this.load = load;
    this.out = out;
    this.pause = pause;
  }

  /** How many steps that part has. */
  static int steps(Scenario scenario) {
    return 1
        + (scenario.tells(Scenario.CANARY) ? 3 : 0)
        + (scenario.tells(Scenario.REJECTION) ? 2 : 0)
        + (scenario.tells(Scenario.RESTART) ? 2 : 0);
  }

  /** Tells it. */
  List<Step> tell(Scenario scenario) throws IOException, InterruptedException {
    steady();
    if (scenario.tells(Scenario.CANARY)) {
      canary();
    }
    if (scenario.tells(Scenario.REJECTION)) {
      rejection();
    }
    if (scenario.tells(Scenario.RESTART)) {
      restart();
    }
    return List.copyOf(steps);
  }

  private void steady() throws IOException, InterruptedException {
    Window window = change("steady traffic", shop.registry()::revision, shop.proxies());
    expect("steady traffic", "0 failed", lost(window), window.failed() == 0);
    meshctl(0, "storefront", "get", "services");
    meshctl(0, "recommendations.invalid", "check");
    meshctl(5, "svc_nobody", "describe", "service", "svc_nobody");
  }

  private void canary() throws IOException, InterruptedException {
    Window split = change("10 % to the canary", () -> shop.split(90, 10), shop.proxies());
    long splitRevision = changed;
    boolean some = split.byCanary() > 4 && split.byCanary() < 18;
    expect("10 % to the canary", "about 10 %, 0 failed", told(split), some && split.failed() == 0);

    shop.failCanary(FAIL_PERCENT);
    Window errors = change("the canary fails", shop.registry()::revision, shop.proxies());
    expect("the canary fails", "some failed", lost(errors), errors.failed() > 0);

    take("rolled back", () -> shop.registry().rollBack(splitRevision), shop.proxies());
    Thread.sleep(IN_FLIGHT.toMillis()); // what the canary has begun is its own
    Window back = watch(load.snapshot());
    shop.failCanary(0);
    boolean none = back.byCanary() == 0 && back.failed() == 0;
    expect("rolled back", "0 % to the canary, 0 failed", told(back), none);
  }

  private void rejection() throws IOException, InterruptedException {
    String what = "a port that is taken";
    try (ServerSocket held = shop.holdLedgerPort()) {
      Window window = change(what, shop::addLedger, shop.proxies() - 1);
      long revision = changed;
      Map<String, JsonNode> refusals = shop.registry().refusals();
      JsonNode refusal = refusals.get(shop.callerNode());
      boolean one =
          refusals.size() == 1 && refusal != null && refusal.toString().contains("ledger");
      expect(
          what,
          "1 proxy refuses, by name, 0 failed",
          refusals.size() + " refuse, " + lost(window),
          one && window.failed() == 0);
      meshctl(6, shop.callerNode(), "check");
      meshctl(0, "svc_ledger", "describe", "proxy", shop.callerNode());
      Window back = change("rolled back", () -> shop.registry().rollBack(revision), shop.proxies());
      boolean told = !shop.registry().refusals().isEmpty();
      expect(
          "rolled back",
          "nobody refuses, 0 failed",
          (told ? "still refused, " : "nobody refuses, ") + lost(back),
          back.failed() == 0 && !told && !held.isClosed());
    }
  }

  private void restart() throws IOException, InterruptedException {
    Map<Way, LoadStats> start = load.snapshot();
    shop.meshd().kill();
    out.println("  " + pad("control plane killed") + "kill -9; the load goes on");
    watch(start);
    Window away = Window.between(start, load.snapshot(), shop.canary());
    expect("control plane killed", "0 failed", lost(away), away.failed() == 0);
    meshctl(3, "cannot reach", "get", "services");
    Window window =
        change(
            "control plane back",
            () -> {
              shop.meshd().restart();
              return shop.registry().revision();
            },
            shop.proxies());
    expect("control plane back", "0 failed", lost(window), window.failed() == 0);
    meshctl(0, "storefront", "get", "proxies");
  }

  /** Makes a change, waits until so many proxies have it, and watches what comes of it. */
  private Window change(String what, Change change, int proxies)
      throws IOException, InterruptedException {
    Map<Way, LoadStats> before = load.snapshot();
    take(what, change, proxies);
    return watch(before);
  }

  /** Makes a change, and waits until so many proxies have it. */
  private void take(String what, Change change, int proxies)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    changed = change.make();
    int inSync = shop.registry().proxiesAt(changed, proxies);
    out.printf(
        Locale.ROOT,
        "  %srevision %d, on %d of %d proxies after %d ms%n",
        pad(what),
        changed,
        inSync,
        shop.proxies(),
        Duration.ofNanos(System.nanoTime() - start).toMillis());
    if (inSync != proxies) {
      expect(what, proxies + " proxies in sync", inSync + " proxies in sync", false);
    }
  }

  private Window watch(Map<Way, LoadStats> before) throws InterruptedException {
    Thread.sleep(pause.toMillis());
    Window window = Window.between(before, load.snapshot(), shop.canary());
    out.println("  " + pad("") + told(window));
    return window;
  }

  /** What meshctl says at this point: its exit code, and words that must be in its output. */
  private void meshctl(int exit, String words, String... arguments)
      throws IOException, InterruptedException {
    if (operator != null) {
      Operator.Answer answer = operator.run(List.of(arguments));
      expect(
          "meshctl " + String.join(" ", arguments),
          "exit " + exit + ", " + words,
          "exit " + answer.exit() + (answer.text().contains(words) ? ", " + words : ", not there"),
          answer.exit() == exit && answer.text().contains(words));
    }
  }

  private void expect(String what, String expected, String seen, boolean held) {
    steps.add(new Step(what, expected, seen, held));
  }

  private static String told(Window window) {
    return String.format(Locale.ROOT, "%s, %.1f %% by the canary", lost(window), window.byCanary());
  }

  private static String lost(Window window) {
    return window.failed() + " of " + window.requests() + " failed";
  }

  private static String pad(String text) {
    return String.format(Locale.ROOT, "%-24s", text);
  }
}
