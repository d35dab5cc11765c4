package io.apg.mesh.ir;

/** A port of every sidecar that leads to a cluster, whatever the connections carry. */
public record TcpListener(int port, String cluster, Source source) {}
