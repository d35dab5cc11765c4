/** The process that asks: many cheap clients on one event loop, the same for both servers. */
@NullMarked
package io.apg.mesh.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
