package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Nearest;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program {@code meshctl}: data on stdout, everything else on stderr, an exit code for each.
 */
public final class Meshctl {
  private static final boolean[] QUIET = {};

  private static final String[] EXAMPLES = {
    "  meshctl get services",
    "  meshctl apply -f mesh/ --wait",
    "  meshctl check",
    "",
    "meshctl COMMAND --help tells more of a command."
  };

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Shell.ofProcess(), arguments));
  }

  /** Runs one command, and returns its exit code. */
  public static int run(Shell shell, String... given) {
    String[] arguments = Commands.meant(given);
    try {
      return execute(shell, arguments);
    } finally {
      shell.out().flush();
      shell.err().flush();
    }
  }

  private static int execute(Shell shell, String... arguments) {
    PrintWriter err = shell.err();
    CommandLine line = Commands.line(shell, arguments);
    Help help = new Help(shell, Arrays.asList(arguments).contains("-h"));
    help.configure(line);
    boolean json = json(arguments);
    line.setOut(shell.out()).setErr(err);
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          boolean known = exception instanceof Failure;
          Failure failure = known ? (Failure) exception : unforeseen(exception);
          Failure told = exits(failure, arguments);
          ErrorReport.print(err, told, json);
          if (!known && command.getParseResult().matchedOptionValue("-v", QUIET).length > 1) {
            exception.printStackTrace(err);
          }
          return told.exit().code();
        });
    line.setParameterExceptionHandler((exception, words) -> misused(exception, err, json));
    if (arguments.length == 0) {
      line.usage(err);
      return ExitCode.USAGE.code();
    }
    return line.execute(arguments);
  }

  /** The program itself, without its commands. */
  static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("meshctl");
    spec.usageMessage()
        .description("Looks after a service mesh through its control plane.")
        .synopsisSubcommandLabel("COMMAND")
        .footer(EXAMPLES);
    return spec;
  }

  /** Something that is a mistake of meshctl itself. */
  private static Failure unforeseen(Exception exception) {
    String what = exception.toString().replaceAll("\\s+", " ");
    return new Failure(ExitCode.REFUSED, "INTERNAL", "internal error: " + what, "");
  }

  /** For {@code diff}, 1 is taken. */
  private static Failure exits(Failure failure, String... arguments) {
    boolean diff = Commands.word(arguments).equals("diff");
    return diff && failure.exit() == ExitCode.REFUSED
        ? failure.withExit(ExitCode.DIFF_FAILED)
        : failure;
  }

  private static int misused(ParameterException exception, PrintWriter err, boolean json) {
    String message = String.valueOf(exception.getMessage());
    String near = "";
    if (exception instanceof UnmatchedArgumentException unmatched) {
      List<String> options = unmatched.getSuggestions();
      near = options.isEmpty() ? "" : "Did you mean \"" + options.get(0) + "\"?";
      String word = unmatched.getUnmatched().get(0);
      if (exception.getCommandLine().getParent() == null && !word.startsWith("-")) {
        message = "unknown command \"" + word + "\"";
        near = Nearest.hint(word, Commands.NAMES);
      }
    }
    String hint =
        near.isEmpty()
            ? "see: " + exception.getCommandLine().getCommandSpec().qualifiedName() + " --help"
            : near;
    ErrorReport.print(err, Failure.usage(message, hint), json);
    return ExitCode.USAGE.code();
  }

  /**
   * Whether JSON was asked for, told from the words as they stand: parsing them may have failed.
   */
  private static boolean json(String... arguments) {
    String all = " " + String.join(" ", arguments) + " ";
    return all.matches("(?is).* (-o ?=?|--output[ =])json .*");
  }
}
