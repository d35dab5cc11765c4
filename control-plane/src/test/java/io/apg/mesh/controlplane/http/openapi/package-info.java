@NullMarked
package io.apg.mesh.controlplane.http.openapi;

import org.jspecify.annotations.NullMarked;
