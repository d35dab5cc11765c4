/** Starts the processes, has changes made in turn, and writes down what that took. */
@NullMarked
package io.apg.mesh.benchmarks.run;

import org.jspecify.annotations.NullMarked;
