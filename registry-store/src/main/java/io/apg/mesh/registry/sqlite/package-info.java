/** The store on SQLite, for one process. */
@NullMarked
package io.apg.mesh.registry.sqlite;

import org.jspecify.annotations.NullMarked;
