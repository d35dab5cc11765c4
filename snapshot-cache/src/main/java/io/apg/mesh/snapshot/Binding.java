package io.apg.mesh.snapshot;

/**
 * Which view a node shares, and what it has for itself.
 *
 * @param subject what the binding depends on beside the node: when it changes, the node is bound
 *     anew
 */
public record Binding(String view, OwnResources own, Object subject) {}
