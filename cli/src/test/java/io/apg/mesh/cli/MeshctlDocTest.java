package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/meshctl.md} is made of the help pages. */
class MeshctlDocTest {
  private static final Path PAGE = Path.of("../docs/meshctl.md");
  private static final String HEAD =
      """
      # meshctl

      The command line of the mesh, over REST. This page is made from its help pages: `meshctl COMMAND --help` shows each, `-h` the first part of it.

      Data goes to stdout, everything else to stderr; `-o json` is one JSON document with the API's names, errors included
      (`{"error": {"code", "message", "hint", "details": [{"field", "message"}]}}` on stderr). Objects are named by id, or by name where that is not ambiguous;
      services also as `name[.namespace][@version]`. `proxy-status` is short for `get proxies`, `events` for `get events`, `findings` for `get findings`.

      What stands on the command line comes before the environment, and that before the context in use. Without any of them meshctl asks
      `http://127.0.0.1:8000`, with the token in `~/.config/meshctl/token` where that file is. A context's token goes to that context's server only.

      Manifests are YAML or JSON documents: `kind: service | route | load_balancer`, and the fields of the API. A file may hold several; a directory is read with
      all below it. Whatever is applied is applied in one revision, or not at all; what is wrong is told by file and line.

      `check` says `FAIL` or `warn` with a code: the findings' codes (docs/observability.md), and `STORE_STALE`, `XDS_UNREACHABLE`, `VERSION_SKEW`, `PROXY_ERROR` (it refused something),
      `PROXY_WAITING` (it lacks something first), `PROXY_STALE` (it has not answered yet), `PROXY_NOT_SENT`.
      """;

  @Test
  void theDocsHaveTheHelpPages() throws IOException {
    StringBuilder text = new StringBuilder(HEAD);
    text.append("\n```\n").append(help()).append("```\n");
    for (String name : Commands.NAMES) {
      text.append("\n## ").append(name).append("\n\n```\n").append(help(name)).append("```\n");
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, text);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(text.toString());
  }

  private static String help(String... command) {
    Shells shell = new Shells().terminal(120);
    String page =
        command.length == 0 ? shell.run("--help").out() : shell.run(command[0], "--help").out();
    // The same on every page.
    int common = page.indexOf("\nExit codes:");
    return (command.length == 0 ? page : page.substring(0, common)).stripTrailing() + "\n";
  }
}
