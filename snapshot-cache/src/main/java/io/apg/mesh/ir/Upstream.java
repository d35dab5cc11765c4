package io.apg.mesh.ir;

/** A service version as a target of calls: one cluster. */
public record Upstream(String name, UpstreamProtocol protocol, Source source) {}
