/** Tells where a request would go, from what proxies are served. Knows neither HTTP nor gRPC. */
@NullMarked
package io.apg.mesh.controlplane.explain;

import org.jspecify.annotations.NullMarked;
