/** What the HTTP layer, the gRPC services and the security layer tell each other. */
@NullMarked
package io.apg.mesh.controlplane.api;

import org.jspecify.annotations.NullMarked;
