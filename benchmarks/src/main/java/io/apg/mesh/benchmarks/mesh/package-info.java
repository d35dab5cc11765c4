/** What both servers serve: the same bytes, changed in the same way. */
@NullMarked
package io.apg.mesh.benchmarks.mesh;

import org.jspecify.annotations.NullMarked;
