package io.apg.mesh.session;

/**
 * Content that a client should have and is not sent, because it was refused.
 *
 * @param version of that content
 * @param shared whether others refused it, and not this client
 */
public record Withheld(Rejection rejection, String version, boolean shared) {}
