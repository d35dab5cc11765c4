/** The whole of the product but its sockets and its disk, on one clock that does not run. */
@NullMarked
package io.apg.mesh.controlplane.simulation;

import org.jspecify.annotations.NullMarked;
