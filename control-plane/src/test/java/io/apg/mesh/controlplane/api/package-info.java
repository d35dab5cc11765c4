@NullMarked
package io.apg.mesh.controlplane.api;

import org.jspecify.annotations.NullMarked;
