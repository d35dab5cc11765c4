package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import java.util.Set;

/** A cluster in a {@link ModelClient}; {@code active} once a version of it could serve. */
final class ModelCluster {
  Resource resource;
  boolean active;
  boolean warming;
  private boolean endpoints;
  private boolean probed;

  ModelCluster(Resource resource) {
    this.resource = resource;
  }

  /** It has a new form, which warms. */
  void take(Resource form, Set<String> secrets) {
    resource = form;
    endpoints = !form.warming().endpoints();
    probed = form.warming().probes().isEmpty();
    warming = true;
    look(secrets);
  }

  void hasEndpoints(Set<String> secrets) {
    endpoints = true;
    look(secrets);
  }

  /** DNS or the health check has answered; answers whether that was waited for. */
  boolean probe(Set<String> secrets) {
    boolean waits = !probed && endpoints && secrets.containsAll(resource.secrets());
    probed |= waits;
    look(secrets);
    return waits;
  }

  /** Warm when everything is there, also when nobody waits for it any more. */
  void look(Set<String> secrets) {
    if (endpoints && probed && secrets.containsAll(resource.secrets())) {
      warming = false;
      active = true;
    }
  }
}
