package io.apg.mesh.registry.sqlite;

import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.plan.Identities;

/** All that a database holds of the newest revision. */
record Contents(MeshState state, Identities identities) {}
