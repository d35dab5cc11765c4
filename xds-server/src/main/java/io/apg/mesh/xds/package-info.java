/**
 * gRPC adapters over sessions: an xDS server. With the snapshots of {@code io.apg.mesh.snapshot} it
 * is a library of its own: a {@link io.apg.mesh.snapshot.SnapshotSource} in, streams out.
 */
@NullMarked
package io.apg.mesh.xds;

import org.jspecify.annotations.NullMarked;
