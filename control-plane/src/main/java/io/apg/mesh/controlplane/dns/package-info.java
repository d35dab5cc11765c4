/** Resolves the DNS names of endpoints, so that every cluster can be served by EDS. */
@NullMarked
package io.apg.mesh.controlplane.dns;

import org.jspecify.annotations.NullMarked;
