/** What the mesh means, as records. Knows neither Envoy nor gRPC nor any store. */
@NullMarked
package io.apg.mesh.ir;

import org.jspecify.annotations.NullMarked;
