package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code meshctl bootstrap}: what an Envoy starts with, and its command line. */
final class BootstrapCommand implements Command {
  private final Shell shell;

  private final Argument<String> node =
      Argument.parameter(
              String.class,
              "0",
              "NODE",
              "SERVICE_ID~INSTANCE for a sidecar, NAME~INSTANCE for a gateway.")
          .orElse("");

  private final Argument<List<String>> listen =
      Argument.options(
          "--listen", "IP:PORT", "Makes a gateway that listens there; may be repeated.");

  private final Argument<List<String>> inbound =
      Argument.options(
          "--inbound",
          "IP:PORT=IP:PORT",
          "A listener in front of the application, as listen=app; may be repeated.");

  private final Argument<String> outbound =
      Argument.text(
          "--outbound",
          "IP:PORT",
          "Where the application finds the mesh (default: 127.0.0.1:15001).");

  private final Argument<String> xds =
      Argument.text(
          "--xds",
          "HOST:PORT",
          "Where Envoy finds the control plane (default: the address it listens on).");

  private final Argument<Integer> adminPort =
      Argument.option(Integer.class, "--admin-port", "PORT", "Envoy's admin port on 127.0.0.1.");

  private final Argument<Path> proxyTokenFile =
      Argument.option(
          Path.class,
          "--proxy-token-file",
          "FILE",
          "Where Envoy finds its token, as token create --proxy writes it (.json).");

  private final Argument<Boolean> sotw =
      Argument.flag("--sotw", "State of the world instead of delta.");

  private final Argument<Path> save =
      Argument.option(Path.class, "--save", "FILE", "Writes it there, not to stdout.");

  private final Argument<Boolean> run =
      Argument.flag("--run", "Starts the Envoy at $ENVOY_PATH with it, and ends when that does.");

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  BootstrapCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Makes the configuration an Envoy starts with, and says how to start it.",
            List.of(
                "meshctl bootstrap svc_orders~1 --inbound 10.0.0.5:80=127.0.0.1:90 --save s.json",
                "meshctl bootstrap edge~1 --listen 0.0.0.0:8080 > gateway.json",
                "meshctl bootstrap svc_orders~1 --proxy-token-file /etc/mesh/orders.json --save s.json",
                "ENVOY_PATH=/usr/bin/envoy meshctl bootstrap svc_orders~1 --run"))
        .takes(node, listen, inbound, outbound, xds, adminPort, proxyTokenFile, sotw, save, run)
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() throws InterruptedException {
    String envoy = shell.variable("ENVOY_PATH");
    if (run.value() && envoy.isEmpty()) {
      throw Failure.usage("ENVOY_PATH: not set (expected with --run: the path of an Envoy)", "");
    }
    Json answer =
        connection
            .open(shell)
            .get("/api/proxies/" + ControlPlane.encode(node.value()) + "/bootstrap?" + query());
    List<String> command = answer.get("command_line").items().stream().map(Json::text).toList();
    String bootstrap = JsonText.pretty(answer.get("bootstrap")) + "\n";
    if (run.value()) {
      return EnvoyRun.start(envoy, command, bootstrap);
    }
    Path file = save.orNull();
    if (file != null) {
      write(file, bootstrap);
      shell.out().println(line(command, file.toString()));
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
    Path file = proxyTokenFile.orNull();
    if (file == null) {
      return;
    }
    String name = node.value();
    String owner = name.contains("~") ? name.substring(0, name.indexOf('~')) : name;
    shell
        .err()
        .println(
            "its token, now and whenever it is to be renewed:  meshctl token create --proxy "
                + (listen.value().isEmpty() ? "--service " : "--gateway ")
                + owner
                + " --proxy-token-file "
                + file.toAbsolutePath());
  }

  private String query() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (!listen.value().isEmpty()) {
      parameters.put("role", List.of("gateway"));
    }
    parameters.put("listen", listen.value());
    parameters.put("inbound", inbound.value());
    parameters.put("outbound", given(outbound.value()));
    parameters.put("xds_address", given(xds.value()));
    parameters.put("admin_port", given(adminPort.orNull()));
    Path token = proxyTokenFile.orNull();
    parameters.put("token_file", given(token == null ? null : token.toAbsolutePath()));
    parameters.put("delta", List.of(String.valueOf(!sotw.value())));
    return parameters.entrySet().stream()
        .flatMap(
            parameter ->
                parameter.getValue().stream()
                    .map(value -> parameter.getKey() + "=" + ControlPlane.encode(value)))
        .collect(Collectors.joining("&"));
  }

  private static List<String> given(@Nullable Object value) {
    return value == null || value.equals("") ? List.of() : List.of(value.toString());
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
