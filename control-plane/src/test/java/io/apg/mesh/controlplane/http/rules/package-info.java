@NullMarked
package io.apg.mesh.controlplane.http.rules;

import org.jspecify.annotations.NullMarked;
