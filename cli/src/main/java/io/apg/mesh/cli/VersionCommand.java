package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Json;
import java.io.PrintWriter;
import java.util.List;

/** {@code meshctl version}: this program's version and the control plane's. */
final class VersionCommand implements Command {
  private final Shell shell;

  private final Argument<Boolean> clientOnly =
      Argument.flag("--client", "Only meshctl's own version; no request is made.");

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  VersionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Shows the version of meshctl and of the control plane.",
            List.of(
                "meshctl version",
                "meshctl version --client",
                "meshctl version -o json --server http://127.0.0.1:8000"))
        .takes(clientOnly)
        .takes(printing.arguments())
        .takes(connection.arguments());
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
    if (!clientOnly.value()) {
      remote = connection.open(shell).get("/api/health").get("version").text();
      if (!remote.equals(client)) {
        shell.err().println("meshctl: client and server differ in version");
      }
    }
    Json answer =
        clientOnly.value()
            ? Json.object("client", client)
            : Json.object("client", client, "server", remote);
    if (!text) {
      printing.print(shell, answer, List.of(answer));
    } else if (!clientOnly.value()) {
      out.println("server  " + remote);
    }
    return 0;
  }
}
