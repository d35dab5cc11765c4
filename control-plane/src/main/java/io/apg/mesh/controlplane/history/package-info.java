/** What is kept of the running mesh: events, and what proxies have refused. */
@NullMarked
package io.apg.mesh.controlplane.history;

import org.jspecify.annotations.NullMarked;
