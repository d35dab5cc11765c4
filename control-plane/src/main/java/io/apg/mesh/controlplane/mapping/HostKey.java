package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.registry.ServiceName;

/** Names one virtual host of a tenant, in the form in which some proxies get it. */
public sealed interface HostKey {
  /** The virtual host of a service's names as callers outside its namespace get it. */
  record Far(ServiceName service) implements HostKey {}

  /** The same for callers in its namespace: it has the bare name, too. */
  record Near(ServiceName service) implements HostKey {}

  /** The virtual host of a name that only routes mention. */
  record Named(String host) implements HostKey {}

  /** The virtual host of every other name. */
  record CatchAll() implements HostKey {}

  /** The only one. */
  CatchAll CATCH_ALL = new CatchAll();
}
