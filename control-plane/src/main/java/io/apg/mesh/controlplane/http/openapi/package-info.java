/** Describes the API as an OpenAPI document, from the same descriptors that serve it. */
@NullMarked
package io.apg.mesh.controlplane.http.openapi;

import org.jspecify.annotations.NullMarked;
