package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A cluster in a {@link ModelClient}. */
final class ModelCluster {
  /** Accepted last. */
  Resource resource;

  /** What requests are sent by; null = it was never warm. */
  @Nullable Resource inUse;

  boolean warming;
  private boolean endpoints;

  ModelCluster(Resource resource) {
    this.resource = resource;
  }

  /** It has a new form, which warms until everything that it needs is there. */
  void take(Resource form, Set<String> secrets) {
    resource = form;
    endpoints = !form.warming().endpoints();
    warming = true;
    look(secrets);
  }

  void hasEndpoints(Set<String> secrets) {
    endpoints = true;
    look(secrets);
  }

  void look(Set<String> secrets) {
    if (endpoints && secrets.containsAll(resource.secrets())) {
      warm();
    }
  }

  /** It has what it waited for, or waits no longer. */
  void warm() {
    warming = false;
    inUse = resource;
  }
}
