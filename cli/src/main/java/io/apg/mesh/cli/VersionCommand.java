package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code meshctl version}: this program's version and the control plane's. */
@Command(
    name = "version",
    description = "Shows the version of meshctl and of the control plane.",
    footer = {
      "  meshctl version",
      "  meshctl version --client",
      "  meshctl version -o json --server http://127.0.0.1:8000"
    })
final class VersionCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(names = "--client", description = "Only meshctl's own version; no request is made.")
  private boolean clientOnly;

  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  VersionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    PrintWriter out = shell.out();
    String client = ClientVersion.text();
    boolean text = printing.format().isText();
    if (text) {
      // Printed before the server is asked: it is true whatever becomes of the request.
      out.println("client  " + client);
      out.flush();
    }
    String remote = "";
    if (!clientOnly) {
      remote = connection.open(shell).get("/api/health").get("version").text();
      if (!remote.equals(client)) {
        shell.err().println("meshctl: client and server differ in version");
      }
    }
    Json answer =
        clientOnly
            ? Json.object("client", client)
            : Json.object("client", client, "server", remote);
    if (!text) {
      printing.print(shell, answer, List.of(answer));
    } else if (!clientOnly) {
      out.println("server  " + remote);
    }
    return 0;
  }
}
