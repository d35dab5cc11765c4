package io.apg.mesh.controlplane.commands;

import picocli.CommandLine.Command;

/** {@code meshd token}. */
@Command(name = "token", description = "Makes tokens.", synopsisSubcommandLabel = "COMMAND")
final class TokenCommand {}
