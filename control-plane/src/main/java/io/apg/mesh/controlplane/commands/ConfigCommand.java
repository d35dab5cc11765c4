package io.apg.mesh.controlplane.commands;

import picocli.CommandLine.Command;

/** {@code meshd config}. */
@Command(
    name = "config",
    description = "Checks configurations.",
    synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {}
