/** The configuration: one table of keys, the loader over it, and the record tree it yields. */
@NullMarked
package io.apg.mesh.controlplane.config;

import org.jspecify.annotations.NullMarked;
