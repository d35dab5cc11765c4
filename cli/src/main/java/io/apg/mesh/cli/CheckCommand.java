package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Cells;
import io.apg.mesh.cli.objects.Kind;
import io.apg.mesh.cli.text.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code meshctl check}: what is wrong, with a code and what to do about it. */
final class CheckCommand implements Command {
  private final Shell shell;

  private final Argument<Boolean> strict =
      Argument.flag("--strict", "Ends with 6 for warnings, too.");

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  /** How bad something is. */
  private enum Level {
    OK("ok"),
    WARNING("warn"),
    ERROR("FAIL");

    private final String word;

    Level(String word) {
      this.word = word;
    }
  }

  /**
   * One thing that was looked at.
   *
   * @param code stable, for programs; empty where all is well
   * @param object what it is about; may be empty
   * @param hint what to do; may be empty
   */
  private record Check(Level level, String code, String object, String message, String hint) {
    Json json() {
      return Json.object(
          "status", level == Level.ERROR ? "error" : level == Level.OK ? "ok" : "warning",
          "code", code,
          "object", object,
          "message", message,
          "hint", hint);
    }
  }

  private record Section(String name, List<Check> checks) {}

  CheckCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Looks at control plane, configuration and proxies, and says what is wrong.",
            List.of("meshctl check", "meshctl check --strict", "meshctl check -o json"))
        .takes(strict)
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() {
    ControlPlane api = connection.open(shell);
    List<Section> sections =
        List.of(
            new Section("control-plane", controlPlane(api, connection.timeout())),
            new Section("configuration", configuration(api)),
            new Section("proxies", proxies(api)));
    long errors = count(sections, Level.ERROR);
    long warnings = count(sections, Level.WARNING);
    if (printing.format().isText()) {
      print(sections, printing.style(shell));
      shell
          .out()
          .println(
              Text.plural(errors, "error", "errors")
                  + ", "
                  + Text.plural(warnings, "warning", "warnings"));
    } else {
      Json answer = json(sections, errors, warnings);
      printing.print(shell, answer, List.of(answer));
    }
    return errors > 0 || (strict.value() && warnings > 0) ? ExitCode.CHECK_FAILED.code() : 0;
  }

  private static long count(List<Section> sections, Level level) {
    return sections.stream()
        .flatMap(section -> section.checks().stream())
        .filter(check -> check.level() == level)
        .count();
  }

  private static Check ok(String message) {
    return new Check(Level.OK, "", "", message, "");
  }

  private static List<Check> controlPlane(ControlPlane api, Duration bound) {
    List<Check> checks = new ArrayList<>();
    Json health = api.get("/api/health");
    checks.add(ok("REST answers on " + api.server()));
    checks.add(xds(api, health, bound));
    String revision = health.get("revision").text();
    checks.add(
        health.get("store").text().equals("ok")
            ? ok("store is writable and at revision " + revision)
            : new Check(
                Level.ERROR,
                "STORE_STALE",
                "",
                "store is away: reads show revision " + revision + ", writes fail",
                "look at the control plane's log and its database"));
    String version = health.get("version").text();
    checks.add(
        version.equals(ClientVersion.text())
            ? ok("meshctl and control plane are both " + version)
            : new Check(
                Level.WARNING,
                "VERSION_SKEW",
                "",
                "meshctl is " + ClientVersion.text() + ", the control plane " + version,
                "use the meshctl of the control plane's version"));
    return checks;
  }

  /**
   * Whether proxies could call. Where some are connected, they can, and the port is only not to be
   * seen from here.
   */
  private static Check xds(ControlPlane api, Json health, Duration bound) {
    int port = Math.toIntExact(health.get("xds_port").number());
    String at = api.host() + ":" + port;
    String problem = XdsProbe.problem(api.host().replaceAll("[\\[\\]]", ""), port, bound);
    if (problem.isEmpty()) {
      return ok("xDS gRPC answers on " + at);
    }
    boolean elsewhere = health.path("proxies.connected").number() > 0;
    return new Check(
        elsewhere ? Level.WARNING : Level.ERROR,
        "XDS_UNREACHABLE",
        "",
        "xDS gRPC does not answer on " + at + " (" + problem + ")",
        elsewhere
            ? "proxies are connected, so it is this host that cannot reach the port"
            : "proxies need that port: look at server.xds, and at what stands between");
  }

  private static List<Check> configuration(ControlPlane api) {
    List<Check> checks = new ArrayList<>();
    for (Json finding : Kind.FINDING.list(api, Integer.MAX_VALUE)) {
      checks.add(
          new Check(
              finding.get("severity").text().equals("error") ? Level.ERROR : Level.WARNING,
              finding.get("code").text(),
              Cells.reference(finding.get("object")),
              finding.get("message").text().strip().replaceAll("\\s*\\R\\s*", " "),
              finding.get("hint").text()));
    }
    if (checks.isEmpty()) {
      checks.add(ok("no findings"));
    }
    return checks;
  }

  private static List<Check> proxies(ControlPlane api) {
    List<Check> checks = new ArrayList<>();
    List<Json> all = Kind.PROXY.list(api, Integer.MAX_VALUE);
    for (Json proxy : all) {
      String status = proxy.get("status").text();
      if (!status.equals("synced")) {
        checks.add(proxy(proxy, status));
      }
    }
    if (checks.isEmpty()) {
      String count = Text.plural(all.size(), "proxy", "proxies");
      checks.add(ok(all.isEmpty() ? "none is connected" : count + " in sync"));
    }
    return checks;
  }

  private static Check proxy(Json proxy, String status) {
    String node = proxy.get("node_id").text();
    StringBuilder reasons = new StringBuilder();
    proxy
        .get("types")
        .fields()
        .forEach(
            (type, state) -> {
              String reason = Cells.reason(state);
              if (!reason.isEmpty()) {
                reasons.append(reasons.isEmpty() ? "" : "; ").append(type).append(": ");
                reasons.append(reason);
              }
            });
    String why = reasons.isEmpty() ? "" : ": " + reasons;
    boolean refused = status.equals("error");
    return new Check(
        refused ? Level.ERROR : Level.WARNING,
        "PROXY_" + Cells.upperWord(status),
        "proxy/" + node,
        (refused ? "refused the last update" : "is " + Cells.upperWord(status)) + why,
        "meshctl describe proxy " + node);
  }

  private void print(List<Section> sections, Style style) {
    for (Section section : sections) {
      shell.out().println(section.name());
      for (Check check : section.checks()) {
        String code = check.code().isEmpty() ? "" : check.code() + "  ";
        String object = check.object().isEmpty() ? "" : check.object() + ": ";
        String fill = " ".repeat(6 - check.level().word.length());
        shell
            .out()
            .println(
                "  " + style.paint(check.level().word) + fill + code + object + check.message());
        if (!check.hint().isEmpty()) {
          shell.out().println("        fix: " + check.hint());
        }
      }
    }
  }

  private static Json json(List<Section> sections, long errors, long warnings) {
    List<Json> parts = new ArrayList<>();
    for (Section section : sections) {
      parts.add(
          Json.object(
              "name",
              section.name(),
              "checks",
              section.checks().stream().map(Check::json).toList()));
    }
    return Json.object("sections", parts, "errors", errors, "warnings", warnings);
  }
}
