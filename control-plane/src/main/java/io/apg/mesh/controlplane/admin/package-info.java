/** The admin API over gRPC: messages to domain and back, one write path, paging, errors. */
@NullMarked
package io.apg.mesh.controlplane.admin;

import org.jspecify.annotations.NullMarked;
