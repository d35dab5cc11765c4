package io.apg.mesh.ir;

/** A service version as a target of calls: one cluster. */
public record Upstream(
    String name, UpstreamProtocol protocol, LoadBalancing balancing, Source source) {
  /** One that no load balancer is for. */
  public Upstream(String name, UpstreamProtocol protocol, Source source) {
    this(name, protocol, LoadBalancing.DEFAULT, source);
  }
}
