package io.apg.mesh.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl version}: this program's version and the control plane's. */
@Command(
    name = "version",
    description = "Shows the version of meshctl and of the control plane.",
    customSynopsis = "meshctl version [--client] [-o table|json] [--server URL]",
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  meshctl version",
      "  meshctl version --client",
      "  meshctl version -o json --server http://127.0.0.1:8000",
      "",
      "Environment:",
      "  MESHCTL_SERVER  the control plane's URL, where --server is absent"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
final class VersionCommand implements Runnable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Option(names = "--client", description = "Only meshctl's own version; no request is made.")
  private boolean clientOnly;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Output output;

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:MESHCTL_SERVER:-http://127.0.0.1:8000}",
      description = "The control plane (default: $MESHCTL_SERVER, else http://127.0.0.1:8000).")
  private String server;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    String client = ClientVersion.text();
    if (output == Output.table) {
      // Printed before the server is asked: it is true whatever becomes of the request.
      out.println("client  " + client);
      out.flush();
    }
    String remote = clientOnly ? "" : new ControlPlane(server, TIMEOUT).version();
    if (output == Output.json) {
      out.println(json(client, remote));
    } else if (!clientOnly) {
      out.println("server  " + remote);
      if (!remote.equals(client)) {
        spec.commandLine().getErr().println("meshctl: client and server differ in version");
      }
    }
  }

  private String json(String client, String remote) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("client", client);
      if (!clientOnly) {
        json.writeStringField("server", remote);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
