/**
 * Translation of the mesh's IR to Envoy resources, and what a proxy's bootstrap and node metadata
 * say. Pure functions: equal input gives equal bytes; nothing here knows a stream or a store.
 */
@NullMarked
package io.apg.mesh.translate;

import org.jspecify.annotations.NullMarked;
