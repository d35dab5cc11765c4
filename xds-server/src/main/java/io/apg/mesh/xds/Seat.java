package io.apg.mesh.xds;

import io.apg.mesh.session.Lane;

/** Where a stream is served: a client, and the stream's lane in its session. */
record Seat(XdsClient client, Lane lane) {}
