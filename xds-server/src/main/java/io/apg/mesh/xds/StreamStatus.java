package io.apg.mesh.xds;

import io.apg.mesh.session.Form;
import io.apg.mesh.session.SessionStatus;
import io.apg.mesh.snapshot.Node;
import java.time.Instant;

/**
 * One live stream. Immutable.
 *
 * @param client the same for streams that are one client, and for no others
 * @param peer the client's address
 * @param aggregated whether it is ADS, where all types share one stream
 */
public record StreamStatus(
    Node node,
    String client,
    String peer,
    Instant since,
    Form form,
    boolean aggregated,
    SessionStatus session) {}
