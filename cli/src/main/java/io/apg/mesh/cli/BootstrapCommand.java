package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meshctl bootstrap}: what an Envoy starts with, and its command line. */
@Command(
    name = "bootstrap",
    description = "Makes the configuration an Envoy starts with, and says how to start it.",
    footer = {
      "  meshctl bootstrap svc_orders~1 --inbound 10.0.0.5:80=127.0.0.1:90 --save s.json",
      "  meshctl bootstrap edge~1 --listen 0.0.0.0:8080 > gateway.json",
      "  meshctl bootstrap svc_orders~1 --proxy-token-file /etc/mesh/orders.json --save s.json",
      "  ENVOY_PATH=/usr/bin/envoy meshctl bootstrap svc_orders~1 --run"
    })
final class BootstrapCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      index = "0",
      paramLabel = "NODE",
      description = "SERVICE_ID~INSTANCE for a sidecar, NAME~INSTANCE for a gateway.")
  private String node = "";

  @Option(
      names = "--listen",
      paramLabel = "IP:PORT",
      description = "Makes a gateway that listens there; may be repeated.")
  private List<String> listen = new ArrayList<>();

  @Option(
      names = "--inbound",
      paramLabel = "IP:PORT=IP:PORT",
      description = "A listener in front of the application, as listen=app; may be repeated.")
  private List<String> inbound = new ArrayList<>();

  @Option(
      names = "--outbound",
      paramLabel = "IP:PORT",
      description = "Where the application finds the mesh (default: 127.0.0.1:15001).")
  private @Nullable String outbound;

  @Option(
      names = "--xds",
      paramLabel = "HOST:PORT",
      description = "Where Envoy finds the control plane (default: the address it listens on).")
  private @Nullable String xds;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "Envoy's admin port on 127.0.0.1.")
  private @Nullable Integer adminPort;

  @Option(
      names = "--proxy-token-file",
      paramLabel = "FILE",
      description = "Where Envoy finds its token, as token create --proxy writes it (.json).")
  private @Nullable Path proxyTokenFile;

  @Option(names = "--sotw", description = "State of the world instead of delta.")
  private boolean sotw;

  @Option(names = "--save", paramLabel = "FILE", description = "Writes it there, not to stdout.")
  private @Nullable Path save;

  @Option(
      names = "--run",
      description = "Starts the Envoy at $ENVOY_PATH with it, and ends when that does.")
  private boolean run;

  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  BootstrapCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    String envoy = shell.variable("ENVOY_PATH");
    if (run && envoy.isEmpty()) {
      throw Failure.usage("ENVOY_PATH: not set (expected with --run: the path of an Envoy)", "");
    }
    Json answer =
        connection
            .open(shell)
            .get("/api/proxies/" + ControlPlane.encode(node) + "/bootstrap?" + query());
    List<String> command = answer.get("command_line").items().stream().map(Json::text).toList();
    String bootstrap = JsonText.pretty(answer.get("bootstrap")) + "\n";
    if (run) {
      return EnvoyRun.start(envoy, command, bootstrap);
    }
    if (save != null) {
      write(save, bootstrap);
      shell.out().println(line(command, save.toString()));
      tellOfToken();
    } else if (printing.format().isText()) {
      shell.out().print(bootstrap);
      shell.err().println("start it with:  " + line(command, "FILE"));
      tellOfToken();
    } else {
      printing.print(shell, answer, List.of(answer));
    }
    return 0;
  }

  /** How the file of the token is made, and made anew: its place is taken, Envoy goes on. */
  private void tellOfToken() {
    if (proxyTokenFile == null) {
      return;
    }
    String owner = node.contains("~") ? node.substring(0, node.indexOf('~')) : node;
    shell
        .err()
        .println(
            "its token, now and whenever it is to be renewed:  meshctl token create --proxy "
                + (listen.isEmpty() ? "--service " : "--gateway ")
                + owner
                + " --proxy-token-file "
                + proxyTokenFile.toAbsolutePath());
  }

  private String query() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (!listen.isEmpty()) {
      parameters.put("role", List.of("gateway"));
    }
    parameters.put("listen", listen);
    parameters.put("inbound", inbound);
    parameters.put("outbound", outbound == null ? List.of() : List.of(outbound));
    parameters.put("xds_address", xds == null ? List.of() : List.of(xds));
    parameters.put("admin_port", adminPort == null ? List.of() : List.of(adminPort.toString()));
    parameters.put(
        "token_file",
        proxyTokenFile == null ? List.of() : List.of(proxyTokenFile.toAbsolutePath().toString()));
    parameters.put("delta", List.of(String.valueOf(!sotw)));
    return parameters.entrySet().stream()
        .flatMap(
            parameter ->
                parameter.getValue().stream()
                    .map(value -> parameter.getKey() + "=" + ControlPlane.encode(value)))
        .collect(Collectors.joining("&"));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw Failure.usage(file + ": cannot be written", "");
    }
  }

  private static String line(List<String> command, String file) {
    return command.stream()
        .map(word -> word.replace("{bootstrap}", file))
        .collect(Collectors.joining(" "));
  }
}
