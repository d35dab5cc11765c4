package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import org.jspecify.annotations.Nullable;

/**
 * What a client said to a response.
 *
 * @param version of the response
 * @param nack set when it was refused
 */
public record Answer(XdsType type, String version, @Nullable Nack nack) {}
