/** Turns a request into the next state: validation, ids, defaults and references, without I/O. */
@NullMarked
package io.apg.mesh.registry.plan;

import org.jspecify.annotations.NullMarked;
