package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ExitCode;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What help pages look like: a sentence, the usage, examples, options, exit codes, environment.
 * {@code -h} shows the first three.
 */
final class Help {
  private static final String ENVIRONMENT = "environment";
  private static final String VARIABLES =
      """

      Environment:
        MESHCTL_SERVER      the control plane's URL
        MESHCTL_CONTEXT     the context to use
        MESHCTL_TOKEN_FILE  the file that holds the token; MESHCTL_TOKEN: the token itself
        XDG_CONFIG_HOME     where meshctl/config.yaml and meshctl/token are (default: ~/.config)
        NO_COLOR            no colour
      """
          .replace("\n", System.lineSeparator());
  private static final List<String> SHORT =
      List.of(
          UsageMessageSpec.SECTION_KEY_DESCRIPTION,
          UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
          UsageMessageSpec.SECTION_KEY_SYNOPSIS,
          UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
          UsageMessageSpec.SECTION_KEY_FOOTER,
          UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_COMMAND_LIST);
  private static final List<String> LONG =
      List.of(
          UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
          UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_OPTION_LIST,
          UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST,
          ENVIRONMENT);
  private static final int NARROWEST = 80;
  private static final int WIDEST = 140;

  private final int width;
  private final boolean brief;

  /** For a screen. */
  Help(Shell shell, boolean brief) {
    int screen = shell.screen().width();
    this.width =
        screen == Integer.MAX_VALUE ? NARROWEST : Math.min(Math.max(screen, NARROWEST), WIDEST);
    this.brief = brief;
  }

  /** Gives a command line, and the commands below it, the option that asks for their pages. */
  void option(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Shows this page; -h only the first part of it.")
            .build());
    for (CommandLine command : line.getSubcommands().values()) {
      option(command);
    }
  }

  /** Lays out their pages; most runs show none, and it takes its time. */
  void pages(CommandLine line) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage.width(width);
    usage.abbreviateSynopsis(true);
    usage.sortOptions(false);
    usage.synopsisHeading("%nUsage: ");
    usage.footerHeading("%nExamples:%n");
    usage.parameterListHeading("%nArguments:%n");
    usage.optionListHeading("%nOptions:%n");
    usage.commandListHeading("%nCommands:%n");
    usage.exitCodeListHeading("%nExit codes:%n");
    usage.exitCodeList(ExitCode.table());
    usage.sectionKeys(
        brief
            ? SHORT
            : List.of(SHORT, LONG).stream().flatMap(List::stream).collect(Collectors.toList()));
    usage.sectionMap().put(ENVIRONMENT, page -> VARIABLES);
    line.getSubcommands().values().forEach(this::pages);
  }
}
