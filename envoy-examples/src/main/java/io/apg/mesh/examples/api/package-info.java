/** A small client of the REST API. */
@NullMarked
package io.apg.mesh.examples.api;

import org.jspecify.annotations.NullMarked;
