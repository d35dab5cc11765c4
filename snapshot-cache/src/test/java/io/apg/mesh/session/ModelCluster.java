package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;

/** A cluster in a {@link ModelClient}; {@code active} once a version of it could serve. */
final class ModelCluster {
  Resource resource;
  boolean active;
  boolean warming;

  ModelCluster(Resource resource) {
    this.resource = resource;
  }
}
