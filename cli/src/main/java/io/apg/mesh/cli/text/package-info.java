/** How things look on a terminal. */
@NullMarked
package io.apg.mesh.cli.text;

import org.jspecify.annotations.NullMarked;
