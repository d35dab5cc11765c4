/** How the processes of a benchmark talk to each other. */
@NullMarked
package io.apg.mesh.benchmarks;

import org.jspecify.annotations.NullMarked;
