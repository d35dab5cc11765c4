/** The registry: domain records, the store that commits them, and the state it publishes. */
@NullMarked
package io.apg.mesh.registry;

import org.jspecify.annotations.NullMarked;
