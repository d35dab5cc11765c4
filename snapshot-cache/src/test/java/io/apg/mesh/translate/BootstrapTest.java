package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.translate.NodeMetadata.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an Envoy is started with, as recorded and as a real Envoy reads it. */
final class BootstrapTest {
  private static final Path ROOT = Path.of("src/test/resources/bootstrap");
  private static final Bootstrap SIDECAR =
      new Bootstrap(
          "svc_orders~1",
          "orders",
          "eu",
          "a",
          new NodeMetadata(
              "default",
              "shop",
              Role.SIDECAR,
              new SocketAddress("127.0.0.1", 15001),
              List.of(
                  new Proxy.Inbound(
                      new SocketAddress("10.0.0.5", 8080),
                      new SocketAddress("127.0.0.1", 9090),
                      UpstreamProtocol.HTTP1)),
              List.of(),
              Bootstrap.DRAIN),
          Bootstrap.Protocol.DELTA,
          "127.0.0.1",
          18000,
          BootstrapOptions.DEFAULTS);
  private static final Bootstrap GATEWAY =
      new Bootstrap(
          "edge~1",
          "edge",
          "",
          "",
          new NodeMetadata(
              "default",
              "",
              Role.GATEWAY,
              new SocketAddress("127.0.0.1", 15001),
              List.of(),
              List.of(new SocketAddress("0.0.0.0", 8080)),
              Bootstrap.DRAIN),
          Bootstrap.Protocol.SOTW,
          "mesh.example.com",
          18000,
          BootstrapOptions.DEFAULTS.withAdmin(new SocketAddress("127.0.0.1", 19000)));

  private static void assertRecorded(Bootstrap bootstrap, String name) throws Exception {
    Path file = ROOT.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(ROOT);
      Files.writeString(file, bootstrap.yaml());
    }
    assertThat(bootstrap.yaml()).isEqualTo(Files.readString(file));
  }

  @Test
  void withATokenAsRecorded() throws Exception {
    Bootstrap bootstrap =
        new Bootstrap(
            SIDECAR.nodeId(),
            SIDECAR.cluster(),
            "",
            "",
            SIDECAR.metadata(),
            SIDECAR.protocol(),
            SIDECAR.xdsHost(),
            SIDECAR.xdsPort(),
            BootstrapOptions.DEFAULTS.withTokenFile("/etc/mesh/orders.json"));
    assertRecorded(bootstrap, "token.yaml");
    assertThatThrownBy(() -> BootstrapOptions.DEFAULTS.withTokenFile("orders.json"))
        .hasMessageContaining("tokenFile: orders.json (expected");
    assertThatThrownBy(() -> TokenSecret.json("a\"b")).hasMessageNotContaining("a\"b");
  }

  @Test
  void sidecarAsRecorded() throws Exception {
    assertRecorded(SIDECAR, "sidecar.yaml");
  }

  @Test
  void gatewayAsRecorded() throws Exception {
    assertRecorded(GATEWAY, "gateway.yaml");
  }

  @Test
  void acceptedByEnvoy(@TempDir Path folder) throws Exception {
    for (Bootstrap bootstrap : List.of(SIDECAR, GATEWAY)) {
      assertThat(Envoy.complaint(folder, bootstrap.yaml())).isEmpty();
    }
  }

  @Test
  void saysTheCommandLine() {
    assertThat(String.join(" ", SIDECAR.arguments("envoy.yaml")))
        .isEqualTo(
            "-c envoy.yaml --use-dynamic-base-id --drain-strategy immediate --drain-time-s 60"
                + " --parent-shutdown-time-s 70");
  }

  @Test
  void refusesWhatCannotStart() {
    assertThatThrownBy(
            () ->
                new Bootstrap(
                    "a~1",
                    "a",
                    "",
                    "",
                    NodeMetadata.DEFAULTS,
                    Bootstrap.Protocol.DELTA,
                    "127.0.0.1",
                    0,
                    BootstrapOptions.DEFAULTS))
        .hasMessage("xds: 127.0.0.1:0 (expected: a host and a port)");
  }

  @Test
  void everyStringSurvivesYaml() throws Exception {
    List<String> hard =
        List.of(
            "",
            " ",
            "no",
            "True",
            "NULL",
            "~",
            "1",
            "1e3",
            "0x1f",
            "a: b",
            "a #b",
            "- a",
            "@type",
            "\"",
            "\\",
            "\n\t\0",
            "é\u2028\u0085",
            "{}",
            "[]",
            "a\\u0041",
            "12:30",
            "=",
            "<<",
            "a-b.c/d");
    Tree tree = Tree.of("list", hard);
    for (int i = 0; i < hard.size(); i++) {
      tree.and("k" + hard.get(i), Tree.of(hard.get(i), List.of(Tree.of("x", hard.get(i)))));
    }
    tree.and("empty", Map.of()).and("none", List.of()).and("number", 7).and("yes", true);
    YAMLMapper yaml = new YAMLMapper();
    assertThat(yaml.readTree(Yaml.write(tree))).isEqualTo(yaml.valueToTree(tree));
  }
}
