package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Nearest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what went wrong with a command, and finds its exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final boolean[] QUIET = {};

  private final PrintWriter err;
  private final boolean json;
  private final boolean diff;

  /** For a command line. */
  Failures(PrintWriter err, String... arguments) {
    this.err = err;
    this.json = json(arguments);
    this.diff = Commands.word(arguments).equals("diff");
  }

  @Override
  public int handleExecutionException(Exception exception, CommandLine line, ParseResult parsed) {
    boolean known = exception instanceof Failure;
    Failure told = exits(known ? (Failure) exception : unforeseen(exception));
    ErrorReport.print(err, told, json);
    if (!known && line.getParseResult().matchedOptionValue("-v", QUIET).length > 1) {
      exception.printStackTrace(err);
    }
    return told.exit().code();
  }

  /** Something that is a mistake of meshctl itself. */
  private static Failure unforeseen(Exception exception) {
    String what = exception.toString().replaceAll("\\s+", " ");
    return new Failure(ExitCode.REFUSED, "INTERNAL", "internal error: " + what, "");
  }

  /** For {@code diff}, 1 is taken. */
  private Failure exits(Failure failure) {
    return diff && failure.exit() == ExitCode.REFUSED
        ? failure.withExit(ExitCode.DIFF_FAILED)
        : failure;
  }

  @Override
  public int handleParseException(ParameterException exception, String[] arguments) {
    String message = String.valueOf(exception.getMessage());
    String near = "";
    if (exception instanceof UnmatchedArgumentException unmatched) {
      List<String> options = unmatched.getSuggestions();
      near = options.isEmpty() ? "" : "Did you mean \"" + options.get(0) + "\"?";
      String word = unmatched.getUnmatched().get(0);
      if (!exception.getCommandLine().getSubcommands().isEmpty() && !word.startsWith("-")) {
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
    String all = " " + String.join(" ", arguments).toLowerCase(Locale.ROOT) + " ";
    return all.contains(" -ojson ")
        || all.contains(" -o json ")
        || all.contains(" -o=json ")
        || all.contains(" --output json ")
        || all.contains(" --output=json ");
  }
}
