package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ExitCode;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * The program {@code meshctl}: data on stdout, everything else on stderr, an exit code for each.
 */
public final class Meshctl {

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
    String first = arguments.length == 0 ? "" : arguments[0];
    boolean known = Commands.NAMES.contains(first);
    CommandLine line = known ? Commands.line(shell, first) : Commands.all(shell);
    List<String> words = Arrays.asList(arguments);
    boolean brief = words.contains("-h");
    Help help = new Help(shell, brief);
    help.option(line);
    if (brief || arguments.length == 0 || words.contains("--help")) {
      help.pages(line);
    }
    Failures failures = new Failures(shell.err(), arguments);
    line.setOut(shell.out()).setErr(shell.err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(failures).setParameterExceptionHandler(failures);
    if (arguments.length == 0) {
      line.usage(shell.err());
      return ExitCode.USAGE.code();
    }
    return line.execute(known ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments);
  }
}
