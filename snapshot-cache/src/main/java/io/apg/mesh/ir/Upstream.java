package io.apg.mesh.ir;

import org.jspecify.annotations.Nullable;

/**
 * A service version as a target of calls: one cluster.
 *
 * @param named its endpoints, where proxies resolve their names themselves; null = their addresses
 *     come apart from it
 */
public record Upstream(
    String name,
    UpstreamProtocol protocol,
    LoadBalancing balancing,
    @Nullable EndpointGroup named,
    Source source) {
  /** One whose endpoints come apart from it. */
  public Upstream(String name, UpstreamProtocol protocol, LoadBalancing balancing, Source source) {
    this(name, protocol, balancing, null, source);
  }

  /** One that no load balancer is for. */
  public Upstream(String name, UpstreamProtocol protocol, Source source) {
    this(name, protocol, LoadBalancing.DEFAULT, source);
  }
}
