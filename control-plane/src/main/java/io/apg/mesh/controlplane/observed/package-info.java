/**
 * What the admin API shows of the running mesh, as interfaces: who implements them lives where the
 * streams end and where resources are made.
 */
@NullMarked
package io.apg.mesh.controlplane.observed;

import org.jspecify.annotations.NullMarked;
