/** Parts measured by themselves, with JMH: {@code make bench-jmh}. */
@NullMarked
package io.apg.mesh.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
