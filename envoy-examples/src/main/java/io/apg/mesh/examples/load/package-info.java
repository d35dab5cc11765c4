/** Constant load with exact counts. */
@NullMarked
package io.apg.mesh.examples.load;

import org.jspecify.annotations.NullMarked;
