package io.apg.mesh.session;

import io.apg.mesh.snapshot.VirtualHostFragment;
import org.jspecify.annotations.Nullable;

/**
 * A client's own form of a virtual host: what it was sent while the wanted one had to wait.
 *
 * @param form null = it was left out
 */
public record HostForm(String routeConfig, String host, @Nullable VirtualHostFragment form) {}
