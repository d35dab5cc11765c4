@NullMarked
package io.apg.mesh.controlplane.http;

import org.jspecify.annotations.NullMarked;
