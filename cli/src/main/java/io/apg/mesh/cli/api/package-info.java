/** Talks to the control plane, and what it says, as values. */
@NullMarked
package io.apg.mesh.cli.api;

import org.jspecify.annotations.NullMarked;
