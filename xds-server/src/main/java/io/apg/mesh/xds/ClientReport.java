package io.apg.mesh.xds;

import io.apg.mesh.session.SessionStatus;
import io.apg.mesh.session.TypeReport;
import io.apg.mesh.snapshot.Node;
import java.util.List;

/**
 * What one client has, as of one moment. Immutable.
 *
 * @param types one for each type on each of its streams
 */
record ClientReport(Node node, List<TypeReport> types, SessionStatus status) {
  ClientReport {
    types = List.copyOf(types);
  }
}
