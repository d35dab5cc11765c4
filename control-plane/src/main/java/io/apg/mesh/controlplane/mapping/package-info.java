/** The registry's objects turned into what the mesh means: pure, incremental, O(what changed). */
@NullMarked
package io.apg.mesh.controlplane.mapping;

import org.jspecify.annotations.NullMarked;
