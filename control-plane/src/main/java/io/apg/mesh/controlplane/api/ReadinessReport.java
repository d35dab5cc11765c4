package io.apg.mesh.controlplane.api;

/** Whether this process is ready to serve, with the reason in words. */
public record ReadinessReport(boolean ready, String message) {}
