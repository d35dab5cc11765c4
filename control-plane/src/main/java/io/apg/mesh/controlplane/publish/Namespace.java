package io.apg.mesh.controlplane.publish;

/** A namespace of a tenant, as something that views depend on. */
record Namespace(String tenant, String name) {}
