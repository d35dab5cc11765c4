/** Who may connect to the xDS port: tokens of proxies, and what proxies say of themselves. */
@NullMarked
package io.apg.mesh.controlplane.gate;

import org.jspecify.annotations.NullMarked;
