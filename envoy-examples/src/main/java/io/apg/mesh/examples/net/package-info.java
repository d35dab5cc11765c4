/** A network that a test can break. */
@NullMarked
package io.apg.mesh.examples.net;

import org.jspecify.annotations.NullMarked;
