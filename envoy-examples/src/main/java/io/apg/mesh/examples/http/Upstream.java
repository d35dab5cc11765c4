package io.apg.mesh.examples.http;

import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EchoBackend} calls while it answers: a service by {@code name}, through the proxy
 * at {@code proxy}. The address is asked for at each call, as a sidecar may start after its
 * application.
 */
public record Upstream(Supplier<@Nullable InetSocketAddress> proxy, String name, String path) {}
