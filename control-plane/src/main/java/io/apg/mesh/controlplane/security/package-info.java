/** Who calls, and what they may do: tokens, roles, and the guard over REST and gRPC. */
@NullMarked
package io.apg.mesh.controlplane.security;

import org.jspecify.annotations.NullMarked;
