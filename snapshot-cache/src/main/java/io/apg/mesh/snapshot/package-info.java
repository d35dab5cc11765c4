/**
 * Immutable snapshots of encoded resources, their content versions, publications and change sets.
 * Knows neither the mesh's IR nor its translation: resources are bytes with a name.
 */
@NullMarked
package io.apg.mesh.snapshot;

import org.jspecify.annotations.NullMarked;
