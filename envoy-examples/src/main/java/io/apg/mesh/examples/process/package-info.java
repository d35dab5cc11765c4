/** Real processes, Envoy and the control plane, that never outlive the JVM that started them. */
@NullMarked
package io.apg.mesh.examples.process;

import org.jspecify.annotations.NullMarked;
