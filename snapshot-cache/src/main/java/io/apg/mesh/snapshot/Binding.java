package io.apg.mesh.snapshot;

/** Which view a node shares, and what it has for itself. */
public record Binding(String view, OwnResources own) {}
