/** Files that describe objects of the mesh, and how two forms of an object differ. */
@NullMarked
package io.apg.mesh.cli.manifest;

import org.jspecify.annotations.NullMarked;
