/** What every store must do, as tests that a store inherits. */
@NullMarked
package io.apg.mesh.registry.contract;

import org.jspecify.annotations.NullMarked;
