/** From the registry's change feed to the publications that streams send. */
@NullMarked
package io.apg.mesh.controlplane.publish;

import org.jspecify.annotations.NullMarked;
