/** The demo: a control plane, real Envoys and a small shop under load, on one machine. */
@NullMarked
package io.apg.mesh.examples.demo;

import org.jspecify.annotations.NullMarked;
