package io.apg.mesh.registry;

/** Whether operations are likely to succeed now. */
public record CheckResult(boolean ok, String message) {}
