/** The kinds of objects that meshctl shows, and how it shows them. */
@NullMarked
package io.apg.mesh.cli.objects;

import org.jspecify.annotations.NullMarked;
