package io.apg.mesh.ir;

import java.util.List;

/** The endpoints of one cluster; may be empty. */
public record EndpointGroup(String cluster, List<UpstreamEndpoint> endpoints, Source source) {
  public EndpointGroup {
    endpoints = List.copyOf(endpoints);
  }
}
