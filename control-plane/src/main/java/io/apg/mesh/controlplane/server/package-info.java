/** Puts the control plane together: what starts, in which order, and how it stops. */
@NullMarked
package io.apg.mesh.controlplane.server;

import org.jspecify.annotations.NullMarked;
