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
  private boolean asks; // others than the server

  ModelCluster(Resource resource) {
    this.resource = resource;
  }

  /** It has a new form, which warms until everything that it needs is there. */
  void take(Resource form, Set<String> secrets, boolean answered) {
    resource = form;
    asks = !answered;
    endpoints = !form.warming().endpoints();
    warming = true;
    look(secrets);
  }

  void hasEndpoints(Set<String> secrets) {
    endpoints = true;
    look(secrets);
  }

  void look(Set<String> secrets) {
    if (endpoints && !asks && secrets.containsAll(resource.secrets())) {
      warm();
    }
  }

  /** Whether its load assignment is subscribed: by its newest form, or the one in use. */
  boolean needsEndpoints() {
    return (resource.warming().endpoints() && (warming || inUse != null))
        || (inUse != null && inUse.warming().endpoints());
  }

  /** Whether it warms, and waits for others than the server. */
  boolean asks() {
    return warming && asks;
  }

  /** Nobody answers. */
  void unanswered(Set<String> secrets) {
    asks = false;
    look(secrets);
  }

  /** It has what it waited for, or waits no longer. */
  void warm() {
    warming = false;
    asks = false;
    inUse = resource;
  }
}
