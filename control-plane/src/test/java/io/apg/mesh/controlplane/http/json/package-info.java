@NullMarked
package io.apg.mesh.controlplane.http.json;

import org.jspecify.annotations.NullMarked;
