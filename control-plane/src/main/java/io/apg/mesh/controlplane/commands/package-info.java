/** The command line of meshd. */
@NullMarked
package io.apg.mesh.controlplane.commands;

import org.jspecify.annotations.NullMarked;
