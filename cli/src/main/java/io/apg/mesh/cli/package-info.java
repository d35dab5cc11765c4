/** meshctl: the mesh's REST API for people and scripts. */
@NullMarked
package io.apg.mesh.cli;

import org.jspecify.annotations.NullMarked;
