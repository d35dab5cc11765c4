package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import java.util.Set;

/**
 * One encoded {@code Route} of a virtual host.
 *
 * @param key tells a changed route from a new one
 * @param clusters names of the clusters it may send to
 */
public record RouteFragment(String key, ByteString body, Set<String> clusters, Origin origin) {
  public RouteFragment {
    clusters = Set.copyOf(clusters);
  }
}
