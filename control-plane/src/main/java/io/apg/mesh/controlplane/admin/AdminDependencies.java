package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.history.EventLog;
import io.apg.mesh.controlplane.observed.BootstrapSource;
import io.apg.mesh.controlplane.observed.Deliveries;
import io.apg.mesh.controlplane.observed.FindingsSource;
import io.apg.mesh.controlplane.observed.Inspector;
import io.apg.mesh.controlplane.observed.ObservedState;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.controlplane.security.TokenRegister;
import io.apg.mesh.registry.RegistryStore;

/**
 * What the admin API stands on.
 *
 * @param store open
 * @param version of the control plane, as {@code GET /api/health} shows it
 * @param xdsPort that proxies call
 */
public record AdminDependencies(
    RegistryStore store,
    ObservedState observed,
    FindingsSource findings,
    BootstrapSource bootstraps,
    Inspector inspector,
    TokenIssuer issuer,
    TokenRegister tokens,
    Deliveries deliveries,
    EventLog events,
    String version,
    int xdsPort) {}
