package io.apg.mesh.benchmarks.mesh;

/** How large a fleet and its mesh are, and how they talk. */
public record Shape(int nodes, int services, Groups groups, Form form) {}
