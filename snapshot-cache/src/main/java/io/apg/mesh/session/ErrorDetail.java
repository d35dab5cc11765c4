package io.apg.mesh.session;

/** Why a client refused a response: its presence in a request, and nothing else, is a NACK. */
public record ErrorDetail(int code, String message) {}
