package io.apg.mesh.xds;

import io.apg.mesh.session.Form;
import io.apg.mesh.snapshot.XdsType;
import org.jspecify.annotations.Nullable;

/**
 * Which stream it is, from its first moment on. Immutable.
 *
 * @param id unique while the server runs
 * @param type what the called service serves; null = ADS, which serves all
 * @param peer the client's address
 */
public record StreamInfo(String id, Form form, @Nullable XdsType type, String peer) {}
