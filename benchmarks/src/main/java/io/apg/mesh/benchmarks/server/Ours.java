package io.apg.mesh.benchmarks.server;

import io.apg.mesh.benchmarks.mesh.Sidecars;
import io.apg.mesh.snapshot.Binding;
import io.apg.mesh.snapshot.Publication;
import io.apg.mesh.snapshot.SnapshotCache;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.xds.XdsServer;
import java.io.IOException;
import java.util.Set;
import org.pcollections.HashTreePMap;

/** This project's server, as others would embed it. */
final class Ours implements Subject {
  private static final String VIEW = "mesh";

  private final SnapshotCache cache;
  private final XdsServer server;

  Ours(Sidecars sidecars) throws IOException {
    cache =
        new SnapshotCache(node -> new Binding(VIEW, sidecars.own(node.id()), Set.of()), () -> {});
    server = XdsServer.builder(cache).start();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void publish(View view) {
    long publication = view.publication();
    cache.publish(new Publication(publication, publication, HashTreePMap.singleton(VIEW, view)));
  }

  @Override
  public void close() {
    server.close();
  }
}
