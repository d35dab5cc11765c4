package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Descriptions;
import io.apg.mesh.cli.objects.Kind;
import io.apg.mesh.cli.text.Page;
import java.util.ArrayList;
import java.util.List;

/** {@code meshctl describe}: one object, and what lies around it. */
final class DescribeCommand implements Command {
  private final Shell shell;

  private final Argument<String> resource =
      Argument.parameter(String.class, "0", "RESOURCE", Kind.WORDS + ".").orElse("");

  private final Argument<List<String>> names = Argument.parameters(1, "NAME", "Its id or name.");

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  DescribeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Shows everything about one object, and what to look at next.",
            List.of(
                "meshctl describe service orders",
                "meshctl describe proxy svc_orders~2",
                "meshctl describe revision 119"))
        .takes(resource, names)
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() {
    Kind kind = Kind.named(resource.value());
    ControlPlane api = connection.open(shell);
    List<Json> found = new ArrayList<>();
    for (String name : names.value()) {
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
