/** A client of the mesh that is no Envoy and no gRPC library. */
@NullMarked
package io.apg.mesh.interop.armeria;

import org.jspecify.annotations.NullMarked;
