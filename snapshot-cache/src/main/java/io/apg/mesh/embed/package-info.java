/**
 * The way in for programs that embed the xDS server: sets of Envoy's own messages, published to
 * groups of nodes. A {@link io.apg.mesh.embed.GroupCache} is what a server is started with.
 */
@NullMarked
package io.apg.mesh.embed;

import org.jspecify.annotations.NullMarked;
