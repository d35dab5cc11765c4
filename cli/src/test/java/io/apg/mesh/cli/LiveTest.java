package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import io.apg.mesh.examples.process.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** meshctl in front of a real control plane. */
class LiveTest {
  private static final Path SHOP = Path.of("src/test/resources/shop.yaml");

  @TempDir Path folder;

  private LiveMesh mesh;

  @BeforeEach
  void start() throws IOException {
    mesh = LiveMesh.in(folder);
    Shells.Ran applied = mesh.line("apply -f " + SHOP);
    assertThat(applied.exit()).as("%s", applied).isZero();
    assertThat(applied.out()).contains("route/route_orders_canary", "created", "revision 1");
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "route", "load_balancer"})
  void whatGetPrintsAppliesAsUnchanged(String kind) {
    for (String format : List.of("yaml", "json")) {
      Shells.Ran got = mesh.line("get " + kind + " -o " + format);
      assertThat(got.exit()).as("%s", got).isZero();
      Shells.Ran applied = mesh.typing(got.out(), "apply -f - -o json");
      assertThat(applied.exit()).as("%s", applied).isZero();
      Json answer = json(applied.out());
      assertThat(answer.get("objects").items()).isNotEmpty();
      assertThat(answer.get("objects").items())
          .allMatch(object -> object.get("result").text().equals("unchanged"), "unchanged");
    }
    assertThat(mesh.revision()).isEqualTo(1);
    assertThat(mesh.typing(mesh.line("get " + kind + " -o yaml").out(), "diff -f -").exit())
        .isZero();
  }

  private static Json json(String text) {
    try {
      return JsonText.read(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get services",
        "get endpoints",
        "get routes",
        "get lb",
        "get proxies",
        "get revisions",
        "get findings",
        "get service orders@v2.0.0",
        "describe route orders-canary",
        "check",
        "describe revision 1",
        "explain --from orders.shop --to orders",
        "version",
        "context list",
        "token create --subject ci --role viewer",
        "diff --revision 0..1",
        "apply --dry-run=server -f src/test/resources/shop.yaml",
        "bootstrap edge~1 --listen 127.0.0.1:80",
        "delete route beta --dry-run",
        "rollback 1 --dry-run"
      })
  void jsonOfEveryCommandParses(String line) {
    Shells.Ran ran = mesh.line(line + " -o json");
    assertThat(ran.exit()).as("%s", ran).isIn(0, 1, 6);
    assertThat(json(ran.out()).isObject()).isTrue();
    Shells.Ran failed =
        mesh.shell()
            .with("MESHCTL_SERVER", "http://127.0.0.1:1")
            .run((line + " -o json").split(" "));
    if (failed.exit() != 0) {
      assertThat(failed.exit()).as("%s", failed).isEqualTo(3);
      assertThat(json(failed.err()).get("error").fields().keySet())
          .containsExactly("code", "message", "hint", "details");
      assertThat(failed.out()).isEmpty();
    }
  }

  @Test
  void ofTwoOperatorsTheSecondIsRefused() {
    String text = mesh.line("get route beta -o yaml").out();
    String first = text.replace("priority: 0", "priority: 1");
    String second = text.replace("priority: 0", "priority: 2");
    assertThat(mesh.typing(first, "apply -f - --expect-revision 1").exit()).isZero();

    Shells.Ran refused = mesh.typing(second, "apply -f - --expect-revision 1");

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("stdin", "expected_revision").doesNotContain("at io.apg");
    assertThat(mesh.get("/api/routes/route_beta").get("priority").number()).isEqualTo(1);
    Shells.Ran many = mesh.line("apply --expect-revision 1 -f " + SHOP);
    assertThat(many.exit()).isEqualTo(2);
  }

  @Test
  void aManifestThatIsWrongIs4AndNothingIsSent() throws IOException {
    mesh.file("dir/a.yaml", "kind: route\nroute_name: good\nmatch_value: /\n");
    mesh.file("dir/b.yaml", "kind: route\nroute_name: 'half writ");
    mesh.file("dir/c.json", "{\"kind\": \"route\", \"route_name\": ");
    mesh.file("dir/d.yaml", "kind: rout\n---\nkind: service\nservice_name: a\nservice_name: b\n");
    Shells.Ran ran = mesh.line("apply -f " + folder.resolve("dir"));
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.err())
        .contains("b.yaml:2", "c.json", "d.yaml:5: the key service_name", "nothing was sent");
    assertThat(mesh.revision()).isEqualTo(1);

    mesh.file("dir/d.yaml", "kind: rout\n");
    Files.delete(folder.resolve("dir/b.yaml"));
    Files.delete(folder.resolve("dir/c.json"));
    Shells.Ran unknown = mesh.line("apply -f " + folder.resolve("dir"));
    assertThat(unknown.exit()).isEqualTo(4);
    assertThat(unknown.err()).contains("d.yaml:1: kind: rout", "Did you mean \"route\"?");
    assertThat(mesh.line("apply -f " + folder.resolve("nowhere.yaml")).exit()).isEqualTo(4);
    assertThat(mesh.line("apply -f " + folder.resolve("nowhere.yaml")).err())
        .contains("no such file");
  }

  @Test
  void whatTheControlPlaneRefusesIsToldByFileAndLine() throws IOException {
    Path file =
        mesh.file(
            "bad.yaml",
            """
            kind: route
            route_name: ok
            match_value: /x
            destination_services: [{service_id: svc_orders}]
            ---
            kind: route
            route_name: bad
            match_value: /y
            destination_services:
              - service_id: svc_orders
              - service_id: svc_nobody
            """);
    Shells.Ran ran = mesh.line("apply -f " + file);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("bad.yaml:11", "svc_nobody");
    assertThat(mesh.revision()).isEqualTo(1);
    assertThat(mesh.line("diff -f " + file).exit()).isEqualTo(7);
  }

  @Test
  void aDryRunChangesNothingAndDiffSaysWhat() throws IOException {
    String changed = Files.readString(SHOP).replace("weight: 90", "weight: 70");
    Shells.Ran dry = mesh.typing(changed, "apply -f - --dry-run=server");
    assertThat(dry.exit()).isZero();
    assertThat(dry.out()).contains("configured", "nothing was changed; would change 0 proxies");
    Shells.Ran diff = mesh.typing(changed, "diff -f -");
    assertThat(diff.exit()).isEqualTo(1);
    assertThat(diff.out())
        .contains(
            "--- live  route/route_orders_canary  revision 1",
            "@@ destination_services @@",
            "-  - service_id: svc_orders  weight: 90",
            "+  - service_id: svc_orders  weight: 70",
            "affects: 1 object, 0 proxies");
    assertThat(mesh.typing(changed, "apply -f - --dry-run=client").exit()).isZero();
    assertThat(mesh.revision()).isEqualTo(1);
    assertThat(mesh.typing(changed, "apply -f - --wait").err()).contains("0/0 proxies SYNCED");
    assertThat(mesh.line("diff --revision 1..2").exit()).isEqualTo(1);
    assertThat(mesh.line("rollback 2").out()).contains("configured", "revision 3");
    assertThat(mesh.line("diff --revision 1..3").exit()).isZero();
  }

  @Test
  void deleteAsksUnlessItIsTold() throws InterruptedException {
    assertThat(mesh.line("delete route beta").exit()).isEqualTo(2);
    assertThat(mesh.shell().terminal(80).typing("n\n").run("delete", "route", "beta").exit())
        .isEqualTo(2);
    assertThat(mesh.revision()).isEqualTo(1);
    Shells.Ran asked = mesh.shell().terminal(80).typing("y\n").run("delete", "route", "beta");
    assertThat(asked.exit()).isZero();
    assertThat(asked.err()).contains("delete route/route_beta? [y/N]");
    Shells.Ran used = mesh.line("delete service orders@v2.0.0 --yes");
    assertThat(used.exit()).isEqualTo(1);
    assertThat(used.err()).contains("route_orders_canary");
    assertThat(mesh.line("delete service orders@v2.0.0 --yes --force").exit()).isZero();
    // Findings are as of the newest publication, which follows the write.
    assertThat(Await.holds(Duration.ofSeconds(30), () -> mesh.line("check").exit() == 6)).isTrue();
    assertThat(mesh.line("check").out()).contains("FAIL", "MESH0107", "fix:");
    assertThat(mesh.line("delete route nobody --yes").exit()).isEqualTo(5);
    assertThat(mesh.line("delete endpoint x --yes").exit()).isEqualTo(2);
  }

  @Test
  void deleteTakesManifestsToo() {
    Shells.Ran gone = mesh.line("delete --yes -f " + SHOP);
    assertThat(gone.exit()).as("%s", gone).isZero();
    assertThat(mesh.get("/api/services").get("total").number()).isZero();
    assertThat(mesh.line("delete --yes -f " + SHOP).err()).contains("nothing of that is there");
  }

  @Test
  void deleteTakesWhatAManifestMeansAndNoMore() throws IOException {
    String shopAndMoney =
        """
        kind: service
        service_name: payments
        namespace: shop
        ---
        kind: service
        service_name: payments
        namespace: money
        ---
        kind: service
        service_name: payments
        namespace: money
        service_version: v2
        """;
    assertThat(mesh.typing(shopAndMoney, "apply -f -").exit()).isZero();
    long before = mesh.revision();

    String bare = "kind: service\nservice_name: payments\n";
    Shells.Ran elsewhere = mesh.typing(bare, "delete -y -f -");
    assertThat(elsewhere.exit()).as("%s", elsewhere).isZero();
    assertThat(elsewhere.err()).contains("nothing of that is there");
    assertThat(mesh.revision()).isEqualTo(before);
    assertThat(mesh.typing(bare, "apply -f -").exit()).isZero();
    Shells.Ran here = mesh.typing(bare, "delete -y -f - -o json");
    assertThat(here.exit()).as("%s", here).isZero();
    assertThat(mesh.line("get service -n default -o name").out()).isEmpty();

    String money = "kind: service\nservice_name: payments\nnamespace: money\n";
    Shells.Ran one = mesh.typing(money + "---\n" + money, "delete -y -f - -o name");
    assertThat(one.exit()).as("%s", one).isZero();
    assertThat(one.out().lines()).hasSize(1);
    assertThat(mesh.line("get service -n money -o jsonpath={.services[*].service_version}").out())
        .contains("v2");
    assertThat(mesh.line("get services -o name").out().lines()).hasSize(6);
  }

  @Test
  void whereNothingIsDoneProgramsReadADocument() throws IOException {
    Shells.Ran nothing = mesh.typing("kind: route\nroute_name: nobody\n", "delete -y -f - -o json");
    assertThat(nothing.exit()).as("%s", nothing).isZero();
    assertThat(json(nothing.out())).isEqualTo(Json.object("objects", List.of()));
    Shells.Ran read = mesh.line("apply --dry-run=client -o json -f " + SHOP);
    assertThat(read.exit()).as("%s", read).isZero();
    Json sent = json(read.out()).get("objects").items().get(0);
    assertThat(sent.get("service_name").text()).isEqualTo("orders");
    assertThat(mesh.line("apply --dry-run=client -f " + SHOP).out()).isEmpty();
    assertThat(mesh.revision()).isEqualTo(1);
  }

  @Test
  void pruneRemovesWhatIsNotThereAnyMore() throws IOException {
    String less = Files.readString(SHOP).replaceAll("(?s)---\nkind: route\nroute_name: beta.*", "");
    Shells.Ran ran = mesh.typing(less, "apply -f - --prune -l app=shop");
    assertThat(ran.exit()).as("%s", ran).isZero();
    assertThat(ran.out()).containsPattern("route/route_beta +deleted");
    assertThat(mesh.typing(less, "apply -f - --prune").exit()).isEqualTo(2);
  }

  @Test
  void everyExitCodeIsReached() {
    assertThat(mesh.line("get services").exit()).isZero();
    assertThat(mesh.line("get service nobody").exit()).isEqualTo(5);
    assertThat(mesh.line("get service order").err()).contains("Did you mean \"orders\"?");
    assertThat(mesh.line("get service orders").exit()).isEqualTo(2);
    assertThat(mesh.line("get service orders").err()).contains("svc_orders, svc_orders_v2");
    assertThat(mesh.line("describe proxy nobody~1").exit()).isEqualTo(5);
    assertThat(mesh.line("proxy-config nobody~1").exit()).isEqualTo(5);
    assertThat(mesh.line("explain --from nobody --to x").exit()).isEqualTo(5);
    assertThat(mesh.line("check").exit()).isIn(0, 6);
    assertThat(mesh.line("check --strict").exit()).isEqualTo(6);
    assertThat(mesh.line("rollback 99").exit()).isEqualTo(5);
    assertThat(mesh.line("diff --revision 1..x").exit()).isEqualTo(2);
  }

  @Test
  void withoutAGoodTokenItIs1() throws IOException {
    Path bad = mesh.file("bad.token", "nonsense");
    Shells.Ran ran = mesh.shell().with("MESHCTL_TOKEN_FILE", bad.toString()).run("get", "services");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("not a JWT").doesNotContain("nonsense");
    Shells.Ran none = mesh.shell().with("MESHCTL_TOKEN_FILE", "").run("get", "services");
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).contains("no token");
  }

  @Test
  void tokensMadeHereAreGoodForWhatTheySay() {
    Path file = folder.resolve("ci.token");
    Shells.Ran made = mesh.line("token create --subject ci --role viewer --save " + file);
    assertThat(made.exit()).as("%s", made).isZero();
    assertThat(made.out()).isEmpty();
    Shells viewer = mesh.shell().with("MESHCTL_TOKEN_FILE", file.toString());
    assertThat(viewer.run("get", "services").exit()).isZero();
    assertThat(viewer.run("apply", "-f", SHOP.toString()).exit()).isEqualTo(1);
    assertThat(viewer.run("apply", "-f", SHOP.toString()).err()).contains("viewer");
    assertThat(viewer.run("token", "create", "--subject", "x", "--role", "admin").exit())
        .isEqualTo(1);
  }

  @Test
  void noTokenIsShownOnStderr() {
    Shells.Ran made = mesh.line("token create --subject ci --role viewer -o json -vv");
    assertThat(made.exit()).as("%s", made).isZero();
    assertThat(json(made.out()).get("token").text()).startsWith("ey");
    assertThat(made.err())
        .contains("POST ", "\"token\":\"***\"")
        .doesNotContain(json(made.out()).get("token").text());
  }

  @Test
  void contextsChooseServerAndToken() {
    Shells nobody = mesh.shell().with("MESHCTL_SERVER", "").with("MESHCTL_TOKEN_FILE", "");
    Shells.Ran added =
        nobody.run(
            "context",
            "add",
            "here",
            "--server",
            mesh.url(),
            "--token-file",
            mesh.tokenFile().toString());
    assertThat(added.exit()).as("%s", added).isZero();
    assertThat(nobody.run("context", "add", "away", "--server", "http://127.0.0.1:1").exit())
        .isZero();
    assertThat(nobody.run("get", "services").exit()).isZero();
    assertThat(nobody.run("get", "services", "--context", "away").exit()).isEqualTo(3);
    assertThat(nobody.run("context", "use", "away").exit()).isZero();
    assertThat(nobody.run("get", "services").exit()).isEqualTo(3);
    assertThat(nobody.run("get", "services", "--context", "here").exit()).isZero();
    assertThat(nobody.run("context", "list").out()).contains("here", "away", "yes");
    assertThat(nobody.run("context", "view").out()).contains("away").doesNotContain("here");
    assertThat(nobody.run("context", "use", "her").exit()).isEqualTo(2);
    assertThat(nobody.run("context", "use", "her").err()).contains("Did you mean \"here\"?");
    assertThat(nobody.run("context", "remove", "away").exit()).isZero();
    // A token goes to the server of its context only.
    Shells.Ran elsewhere = nobody.run("get", "services", "--server", mesh.url());
    assertThat(elsewhere.err()).contains("no token");
  }

  @Test
  void watchShowsWhatChanges() {
    Deque<Runnable> steps = new ArrayDeque<>();
    steps.add(() -> mesh.typing(priority(7), "apply -f -"));
    steps.add(() -> {});
    steps.add(() -> mesh.line("delete route beta --yes"));
    Shells.Ran ran =
        mesh.shell()
            .pausing(
                () -> {
                  Runnable step = steps.poll();
                  if (step != null) {
                    step.run();
                  }
                  return step != null;
                })
            .run("get", "routes", "-w", "-o", "json");
    assertThat(ran.exit()).isZero();
    List<Json> lines = ran.out().lines().map(LiveTest::json).toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(2).get("priority").number()).isEqualTo(7);
    assertThat(lines.get(3).get("deleted").isTrue()).isTrue();
    assertThat(lines.get(3).get("route_id").text()).isEqualTo("route_beta");
  }

  private String priority(int value) {
    return mesh.line("get route beta -o yaml").out().replace("priority: 0", "priority: " + value);
  }

  @Test
  void watchSurvivesAControlPlaneThatGoes() {
    Deque<Runnable> steps = new ArrayDeque<>();
    steps.add(mesh::close);
    steps.add(() -> {});
    Shells.Ran ran =
        mesh.shell()
            .pausing(
                () -> {
                  Runnable step = steps.poll();
                  if (step != null) {
                    step.run();
                  }
                  return step != null;
                })
            .run("get", "routes", "-w");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out().lines()).hasSize(3);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).contains("trying again");
  }

  @Test
  void aLimitCountsWhatIsMeantAlone() throws IOException {
    assertThat(mesh.line("get services -n money --limit 1 -o name").out().strip())
        .isEqualTo("service/svc_ledger");
    String labelled = "kind: route\nroute_name: zulu\nmatch_value: /z\nlabels: {app: zulu}\n";
    String there = "destination_services: [{service_id: svc_orders}]\n";
    assertThat(mesh.typing(labelled + there, "apply -f -").exit()).isZero();
    assertThat(mesh.line("get routes -l app=zulu --limit 1 -o name").out().strip())
        .isEqualTo("route/route_zulu");
    assertThat(mesh.line("get routes -l app=shop --limit 1 -o name").out().lines()).hasSize(1);
    // The server chooses the namespace.
    assertThat(mesh.line("get services -n money -v").err())
        .contains("/api/services?namespace=money&page_size=");
  }

  @Test
  void formsOfOutput() {
    assertThat(mesh.line("get routes -o name").out().lines())
        .containsExactly("route/route_beta", "route/route_orders_canary");
    assertThat(mesh.line("get services -o jsonpath={.services[*].service_id}").out().lines())
        .contains("svc_orders", "svc_ledger");
    assertThat(mesh.line("get services -l app=none").err()).contains("no services");
    assertThat(mesh.line("get services -n money -o name").out().lines())
        .containsExactly("service/svc_ledger");
    assertThat(mesh.line("get routes --sort-by -priority -o name").out().lines())
        .containsExactly("route/route_orders_canary", "route/route_beta");
    assertThat(mesh.line("get routes --columns name,priority --no-headers").out().lines())
        .containsExactly("beta                  0", "orders-canary         5");
    assertThat(mesh.line("get routes --columns nam").exit()).isEqualTo(2);
    assertThat(mesh.line("get services -v").err()).contains("GET " + mesh.url() + "/api/services");
    assertThat(mesh.line("get services -vv").err()).contains("page_size").doesNotContain("Bearer");
  }

  @Test
  void explainsWhereARequestGoes() {
    Shells.Ran ran = mesh.line("explain --from payments.shop --to orders.shop --path /x");
    assertThat(ran.exit()).as("%s", ran).isZero();
    assertThat(ran.out())
        .contains(
            "svc_payments",
            "route_orders_canary (prefix /) by route/route_orders_canary",
            "svc_orders_v2",
            "127.0.0.2:9003");
    Shells.Ran tcp = mesh.line("explain --from orders.shop@v2.0.0 --to ledger.money");
    assertThat(tcp.out()).contains("a connection to port 15432", "svc_ledger", "[::1]:5432");
    Shells.Ran nowhere = mesh.line("explain --from gateway --to a.example.org --path /");
    assertThat(nowhere.out()).contains("404, by the proxy itself");
    Shells.Ran hidden = mesh.line("explain --from payments.shop --to ledger.money");
    assertThat(hidden.out()).doesNotContain("[::1]:5432");
  }
}
