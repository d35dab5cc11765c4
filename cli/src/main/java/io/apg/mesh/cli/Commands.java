package io.apg.mesh.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands there are. Only the one that is called is built: building all of them takes longer
 * than most of them run.
 */
final class Commands {
  private static final String PROGRAM = "meshctl";
  private static final String[] EXAMPLES = {
    "  meshctl get services",
    "  meshctl apply -f mesh/ --wait",
    "  meshctl check",
    "",
    "meshctl COMMAND --help tells more of a command."
  };

  /** In the order of the help page. */
  static final List<String> NAMES =
      List.of(
          "get",
          "describe",
          "apply",
          "delete",
          "diff",
          "rollback",
          "check",
          "explain",
          "proxy-config",
          "bootstrap",
          "context",
          "token",
          "completion",
          "version");

  /** Other ways to say some of them. */
  private static final Map<String, List<String>> SHORT =
      Map.of(
          "proxy-status", List.of("get", "proxies"),
          "events", List.of("get", "events"),
          "findings", List.of("get", "findings"));

  private Commands() {}

  /** The arguments, with short forms written out. */
  static String[] meant(String... arguments) {
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    List<String> whole = words.isEmpty() ? null : SHORT.get(words.get(0));
    if (whole != null) {
      words.remove(0);
      words.addAll(0, whole);
    }
    // What follows is never its value: that stands behind an equals sign.
    Collections.replaceAll(words, "--wait", "--wait=synced");
    return words.toArray(new String[0]);
  }

  /** The command that is called; empty where there is none. */
  static String word(String... arguments) {
    for (String argument : arguments) {
      if (!argument.startsWith("-")) {
        return argument;
      }
    }
    return "";
  }

  /** The command line of all of them. */
  static CommandLine all(Shell shell) {
    CommandLine line = new CommandLine(program());
    for (String name : NAMES) {
      line.addSubcommand(name, spec(command(name, shell)));
    }
    return line;
  }

  /** The command line of one command alone, whose arguments come behind its name. */
  static CommandLine line(Shell shell, String name) {
    return new CommandLine(spec(command(name, shell)).name(PROGRAM + " " + name));
  }

  /** The program itself. */
  private static CommandSpec program() {
    CommandSpec spec = CommandSpec.create().name(PROGRAM);
    spec.usageMessage()
        .description("Looks after a service mesh through its control plane.")
        .synopsisSubcommandLabel("COMMAND")
        .footer(EXAMPLES);
    return spec;
  }

  private static CommandSpec spec(Command command) {
    return command.syntax().of(command);
  }

  private static Command command(String name, Shell shell) {
    return switch (name) {
      case "get" -> new GetCommand(shell);
      case "describe" -> new DescribeCommand(shell);
      case "apply" -> new ApplyCommand(shell);
      case "delete" -> new DeleteCommand(shell);
      case "diff" -> new DiffCommand(shell);
      case "rollback" -> new RollbackCommand(shell);
      case "check" -> new CheckCommand(shell);
      case "explain" -> new ExplainCommand(shell);
      case "proxy-config" -> new ProxyConfigCommand(shell);
      case "bootstrap" -> new BootstrapCommand(shell);
      case "context" -> new ContextCommand(shell);
      case "token" -> new TokenCommand(shell);
      case "completion" -> new CompletionCommand(shell);
      default -> new VersionCommand(shell);
    };
  }
}
