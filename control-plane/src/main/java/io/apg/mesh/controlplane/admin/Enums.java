package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.history.EventType;
import io.apg.mesh.controlplane.observed.Finding;
import io.apg.mesh.controlplane.observed.ProxyView;
import io.apg.mesh.registry.Health;
import io.apg.mesh.registry.HealthCheck;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.MatchType;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.Resolution;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.v1.ApplyResult;
import io.apg.mesh.v1.BalancingAlgorithm;
import io.apg.mesh.v1.EndpointHealth;
import io.apg.mesh.v1.FindingSeverity;
import io.apg.mesh.v1.HealthCheckMode;
import io.apg.mesh.v1.LifecycleStatus;
import io.apg.mesh.v1.ProxyRole;
import io.apg.mesh.v1.RouteMatchType;
import io.apg.mesh.v1.ServiceProtocol;
import io.apg.mesh.v1.ServiceReach;
import io.apg.mesh.v1.ServiceResolution;
import io.apg.mesh.v1.SyncStatus;

/** All enums of the API. */
final class Enums {
  static final EnumMapping<LifecycleStatus, ServiceStatus> STATUS =
      new EnumMapping<>(LifecycleStatus.class, ServiceStatus.class);
  static final EnumMapping<ServiceProtocol, Protocol> PROTOCOL =
      new EnumMapping<>(ServiceProtocol.class, Protocol.class);
  static final EnumMapping<ServiceReach, Reach> REACH =
      new EnumMapping<>(ServiceReach.class, Reach.class);
  static final EnumMapping<ServiceResolution, Resolution> RESOLUTION =
      new EnumMapping<>(ServiceResolution.class, Resolution.class);
  static final EnumMapping<HealthCheckMode, HealthCheck.Mode> CHECK_MODE =
      new EnumMapping<>(HealthCheckMode.class, HealthCheck.Mode.class);
  static final EnumMapping<EndpointHealth, Health> HEALTH =
      new EnumMapping<>(EndpointHealth.class, Health.class);
  static final EnumMapping<RouteMatchType, MatchType> MATCH_TYPE =
      new EnumMapping<>(RouteMatchType.class, MatchType.class);
  static final EnumMapping<BalancingAlgorithm, LoadBalancer.Algorithm> ALGORITHM =
      new EnumMapping<>(BalancingAlgorithm.class, LoadBalancer.Algorithm.class);
  static final EnumMapping<ApplyResult, ObjectResult.Effect> EFFECT =
      new EnumMapping<>(ApplyResult.class, ObjectResult.Effect.class);
  static final EnumMapping<FindingSeverity, Finding.Severity> SEVERITY =
      new EnumMapping<>(FindingSeverity.class, Finding.Severity.class);
  static final EnumMapping<ProxyRole, ProxyView.Role> ROLE =
      new EnumMapping<>(ProxyRole.class, ProxyView.Role.class);
  static final EnumMapping<SyncStatus, ProxyView.Status> SYNC =
      new EnumMapping<>(SyncStatus.class, ProxyView.Status.class);
  static final EnumMapping<io.apg.mesh.v1.EventType, EventType> EVENT =
      new EnumMapping<>(io.apg.mesh.v1.EventType.class, EventType.class);

  private Enums() {}
}
