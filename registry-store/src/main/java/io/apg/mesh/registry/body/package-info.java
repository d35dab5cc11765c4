/** The JSON bodies in which the store and the revisions keep objects. */
@NullMarked
package io.apg.mesh.registry.body;

import org.jspecify.annotations.NullMarked;
