package io.apg.mesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program {@code meshctl}: data on stdout, everything else on stderr, an exit code for each.
 */
@Command(
    name = "meshctl",
    description = "Looks after a service mesh through its control plane.",
    subcommands = VersionCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    footer = {"", "meshctl COMMAND --help tells more of a command."})
public final class Meshctl {
  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    System.exit(run(out, err, arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new Meshctl()).setOut(out).setErr(err);
    line.getSubcommands().values().forEach(Meshctl::configure);
    configure(line);
    boolean json = json(arguments);
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          if (!(exception instanceof Failure failure)) {
            throw exception;
          }
          ErrorReport.print(err, failure, json);
          return failure.exit().code();
        });
    line.setParameterExceptionHandler((exception, given) -> misused(exception, err, json));
    if (arguments.length == 0) {
      line.usage(err);
      return ExitCode.USAGE.code();
    }
    return line.execute(arguments);
  }

  private static void configure(CommandLine line) {
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.getCommandSpec().usageMessage().exitCodeList(ExitCode.table());
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this page.")
                .build());
  }

  private static int misused(ParameterException exception, PrintWriter err, boolean json) {
    List<String> near =
        exception instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String hint =
        near.isEmpty()
            ? "see: " + exception.getCommandLine().getCommandSpec().qualifiedName() + " --help"
            : "Did you mean \"" + near.get(0) + "\"?";
    String message = String.valueOf(exception.getMessage());
    ErrorReport.print(err, new Failure(ExitCode.USAGE, "INVALID", message, hint), json);
    return ExitCode.USAGE.code();
  }

  /**
   * Whether JSON was asked for, told from the words as they stand: parsing them may have failed.
   */
  private static boolean json(String... arguments) {
    String all = " " + String.join(" ", arguments) + " ";
    return all.matches("(?i).* (-o ?=?|--output[ =])json .*");
  }
}
