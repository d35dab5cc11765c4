package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every screen, letter by letter; {@code -Dgolden.update=true} writes them anew. */
class GoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final List<String> TABLES =
      List.of(
          "get services",
          "get services -o wide",
          "get endpoints",
          "get endpoints -o wide",
          "get routes",
          "get routes -o wide",
          "get lb",
          "get lb -o wide",
          "get proxies",
          "get proxies -o wide",
          "get revisions",
          "get events",
          "get findings",
          "get services --no-headers --columns name,id",
          "get services -l app=none",
          "proxy-config edge~1 --type rds");
  private static final List<String> PAGES =
      List.of(
          "describe service orders@v1.0.0",
          "describe service payments",
          "describe endpoint ep_orders~127.0.0.2~9001",
          "describe route orders-canary",
          "describe route beta",
          "describe lb sticky",
          "describe proxy edge~1",
          "describe proxy svc_orders~1",
          "describe revision 2",
          "diff --revision 1..2",
          "diff --revision 1..2 --summary",
          "explain --from svc_payments --to orders.shop --path /beta/7",
          "check");
  private static final List<String> ERRORS =
      List.of(
          "get servces",
          "get",
          "get services --watc",
          "get services -o xml",
          "get services --columns nam",
          "get services -l app",
          "get services --timeout soon",
          "get services --limit 0",
          "get service nobody",
          "get service order",
          "get service orders",
          "get revision x",
          "gett services",
          "delete route beta",
          "delete endpoint x --yes",
          "delete",
          "diff",
          "diff --revision x",
          "diff proxy edge~1",
          "diff service orders --admin http://127.0.0.1:1",
          "diff proxy edge~1 --admin http://127.0.0.1:1",
          "diff proxy nobody~1 --admin http://127.0.0.1:1",
          "rollback 1 --wait=soon",
          "apply",
          "apply -f nowhere.yaml",
          "apply -f src/test/resources/shop.yaml --prune",
          "apply -f src/test/resources/shop.yaml --expect-revision 1",
          "explain --from a --to b --header x",
          "proxy-config edge~1 --type xds",
          "bootstrap edge~1 --run",
          "context use nowhere",
          "context add",
          "completion fish",
          "token create",
          "version --server not:a",
          "version --token-file nowhere",
          "get services --server http://127.0.0.1:1",
          "get services --server http://127.0.0.1:1 -o json");

  private Recorded control;

  @BeforeEach
  void start() throws IOException {
    control = Recorded.start();
  }

  @AfterEach
  void stop() {
    control.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 140})
  void tables(int width) throws IOException {
    compare("tables-" + width, TABLES, shell -> shell.terminal(width).with("NO_COLOR", "1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 140})
  void pages(int width) throws IOException {
    compare("pages-" + width, PAGES, shell -> shell.terminal(width).with("NO_COLOR", "1"));
  }

  @Test
  void errors() throws IOException {
    compare("errors", ERRORS, shell -> shell);
  }

  @Test
  void colours() throws IOException {
    List<String> lines =
        List.of(
            "get proxies",
            "get proxies --color never",
            "get proxies --ascii",
            "check",
            "diff --revision 1..2");
    compare("colours", lines, shell -> shell.terminal(100));
  }

  @Test
  void aPipeGetsNoColourUnlessToldTo() throws IOException {
    compare("pipe", List.of("get proxies", "get proxies --color always"), shell -> shell);
    assertThat(control.shell().run("get", "proxies").out()).doesNotContain("\u001b");
    assertThat(control.shell().terminal(100).with("TERM", "dumb").run("get", "proxies").out())
        .doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 140})
  void helpPages(int width) throws IOException {
    List<String> lines =
        Commands.NAMES.stream().flatMap(n -> List.of(n + " -h", n + " --help").stream()).toList();
    compare("help-" + width, lines, shell -> shell.terminal(width));
    compare("help-root-" + width, List.of("-h", "--help"), shell -> shell.terminal(width));
  }

  @Test
  void everyHelpPageHasThreeExamples() {
    for (String name : Commands.NAMES) {
      String page = control.shell().run(name, "--help").out();
      assertThat(page.lines().filter(line -> line.matches(" {2}.*meshctl " + name + "( .*)?")))
          .as(name)
          .hasSizeGreaterThanOrEqualTo(3);
      assertThat(page).contains("Exit codes:", "  130   interrupted", "MESHCTL_SERVER");
    }
  }

  private void compare(String name, List<String> lines, UnaryOperator<Shells> screen)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      Shells.Ran ran = screen.apply(control.shell()).run(line.split(" "));
      text.append("$ meshctl ").append(line).append('\n').append(ran.out());
      ran.err().lines().forEach(told -> text.append("! ").append(told).append('\n'));
      text.append("(exit ").append(ran.exit()).append(")\n\n");
    }
    String actual =
        text.toString()
            .replace(control.url(), "http://127.0.0.1:8000")
            .replace("127.0.0.1:" + control.xdsPort(), "127.0.0.1:18000")
            .replace(ClientVersion.text(), "VERSION")
            .replace("\u001b", "ESC");
    Path file = GOLDEN.resolve(name + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file));
  }
}
