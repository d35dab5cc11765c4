package io.apg.mesh.cli;

/**
 * A control plane under a name.
 *
 * @param tokenFile the file with its token; empty = none
 */
record Context(String name, String server, String tokenFile) {}
