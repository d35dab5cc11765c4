package io.apg.mesh.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * How a command is called, and what its page says. Immutable.
 *
 * @param sentence what it does
 * @param arguments in the order of the page
 */
record Syntax(String sentence, List<String> examples, List<Argument<?>> arguments) {
  Syntax {
    examples = List.copyOf(examples);
    arguments = List.copyOf(arguments);
  }

  /** Without arguments as yet. */
  Syntax(String sentence, List<String> examples) {
    this(sentence, examples, List.of());
  }

  /** The same, with further arguments. */
  Syntax takes(Argument<?>... more) {
    return takes(List.of(more));
  }

  /** The same, with further arguments. */
  Syntax takes(List<Argument<?>> more) {
    List<Argument<?>> all = new ArrayList<>(arguments);
    all.addAll(more);
    return new Syntax(sentence, examples, all);
  }

  /** A command, for picocli. */
  CommandSpec of(Command command) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    for (Argument<?> argument : arguments) {
      if (argument.spec() instanceof OptionSpec option) {
        spec.addOption(option);
      } else if (argument.spec() instanceof PositionalParamSpec parameter) {
        spec.addPositional(parameter);
      }
    }
    spec.usageMessage().description(sentence);
    String[] footer = new String[examples.size()];
    for (int i = 0; i < footer.length; i++) {
      footer[i] = "  " + examples.get(i);
    }
    spec.usageMessage().footer(footer);
    return spec;
  }
}
