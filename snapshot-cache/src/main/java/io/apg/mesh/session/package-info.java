/**
 * The state machine of one xDS stream, state of the world or incremental: requests and snapshots go
 * in, responses come out. Pure: no clock, no I/O, no gRPC; one thread at a time.
 */
@NullMarked
package io.apg.mesh.session;

import org.jspecify.annotations.NullMarked;
