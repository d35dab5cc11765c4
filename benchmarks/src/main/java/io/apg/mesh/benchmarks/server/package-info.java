/** The process that serves: this project's server or the baseline, and how much it takes. */
@NullMarked
package io.apg.mesh.benchmarks.server;

import org.jspecify.annotations.NullMarked;
