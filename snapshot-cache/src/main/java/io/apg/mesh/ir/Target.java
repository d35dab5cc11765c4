package io.apg.mesh.ir;

/** A cluster and its share. */
public record Target(String cluster, int weight) {}
