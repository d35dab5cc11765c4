/** The {@code google.api.http} rules of the API: which path and verb mean which gRPC method. */
@NullMarked
package io.apg.mesh.controlplane.http.rules;

import org.jspecify.annotations.NullMarked;
