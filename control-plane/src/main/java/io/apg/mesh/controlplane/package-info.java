/** The server product. */
@NullMarked
package io.apg.mesh.controlplane;

import org.jspecify.annotations.NullMarked;
