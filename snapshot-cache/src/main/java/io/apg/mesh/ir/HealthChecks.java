package io.apg.mesh.ir;

import java.time.Duration;

/**
 * How each proxy checks the endpoints of a cluster by itself.
 *
 * @param failures checks in a row that fail until an endpoint gets no requests
 * @param successes checks in a row that pass until it gets them again
 * @param path what is asked for where the cluster speaks HTTP
 */
public record HealthChecks(
    Duration interval, Duration timeout, int failures, int successes, String path) {}
