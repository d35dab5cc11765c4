package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Descriptions;
import io.apg.mesh.cli.objects.Kind;
import io.apg.mesh.cli.objects.Kinds;
import io.apg.mesh.cli.text.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code meshctl describe}: one object, and what lies around it. */
@Command(
    name = "describe",
    description = "Shows everything about one object, and what to look at next.",
    footer = {
      "  meshctl describe service orders",
      "  meshctl describe proxy svc_orders~2",
      "  meshctl describe revision 119"
    })
final class DescribeCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(index = "0", paramLabel = "RESOURCE", description = Kinds.WORDS + ".")
  private String resource = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME", description = "Its id or name.")
  private List<String> names = List.of();

  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  DescribeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Kind kind = Kind.named(resource);
    ControlPlane api = connection.open(shell);
    List<Json> found = new ArrayList<>();
    for (String name : names) {
      found.add(kind.withKind(kind.find(api, name)));
    }
    if (printing.format().is(Format.Kind.NAME)) {
      throw Failure.usage("-o name: not of this command (expected: table|json|yaml)", "");
    }
    if (!printing.format().isText()) {
      Json all = Json.object(kind.plural(), found, "total", (long) found.size());
      printing.print(shell, found.size() == 1 ? found.get(0) : all, found);
      return 0;
    }
    Descriptions descriptions = new Descriptions(api, shell.clock().instant());
    for (int i = 0; i < found.size(); i++) {
      Page page = new Page(shell.screen().width(), printing.style(shell));
      descriptions.write(kind, found.get(i).without("kind"), page);
      if (i > 0) {
        shell.out().println();
      }
      Text.print(shell, page.lines());
    }
    return 0;
  }
}
