package io.apg.mesh.translate;

import io.apg.mesh.ir.HealthChecks;
import io.apg.mesh.ir.UpstreamProtocol;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.type.v3.CodecClientType;
import java.time.Duration;

/**
 * Makes the part of a cluster by which a proxy checks its endpoints: in their own protocol, as
 * often where there is no traffic as where there is.
 */
final class ActiveChecks {
  private static final Duration SLACK = Duration.ofSeconds(1);

  private ActiveChecks() {}

  /** What the first check takes at most. */
  static Duration bound(HealthChecks checks) {
    return checks.timeout().plus(SLACK);
  }

  static HealthCheck of(HealthChecks checks, UpstreamProtocol protocol) {
    HealthCheck.Builder check =
        HealthCheck.newBuilder()
            .setTimeout(Wire.duration(checks.timeout()))
            .setInterval(Wire.duration(checks.interval()))
            .setNoTrafficInterval(Wire.duration(checks.interval()))
            .setUnhealthyThreshold(Wire.uint32(checks.failures()))
            .setHealthyThreshold(Wire.uint32(checks.successes()));
    switch (protocol) {
      case HTTP1 -> check.getHttpHealthCheckBuilder().setPath(checks.path());
      case HTTP2 ->
          check
              .getHttpHealthCheckBuilder()
              .setPath(checks.path())
              .setCodecClientType(CodecClientType.HTTP2);
      case GRPC -> check.getGrpcHealthCheckBuilder();
      case TCP -> check.getTcpHealthCheckBuilder();
    }
    return check.build();
  }
}
