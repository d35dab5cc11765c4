/**
 * REST: transcodes HTTP requests onto the gRPC services by their {@code google.api.http} rules, and
 * serves what belongs to it (probes, metrics, OpenAPI document, docs UI).
 */
@NullMarked
package io.apg.mesh.controlplane.http;

import org.jspecify.annotations.NullMarked;
