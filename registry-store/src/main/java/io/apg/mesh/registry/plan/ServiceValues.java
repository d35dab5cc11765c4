package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.EndpointSpec;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.Resolution;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceSpec;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.Stamps;
import io.apg.mesh.registry.plan.ServiceTargets.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what a client says of a service into the service, without default and dependencies. */
final class ServiceValues {
  static final int MAX_REASON = 1024;
  private static final int MAX_PORT = 65535;
  private static final int MAX_DESCRIPTION = 4096;

  private final Draft draft;

  ServiceValues(Draft draft) {
    this.draft = draft;
  }

  Service service(Fields fields, ServiceSpec spec, Target target) {
    Service existing = target.existing();
    ServiceStatus oldStatus = existing == null ? ServiceStatus.ACTIVE : existing.status();
    ServiceStatus status = Objects.requireNonNullElse(spec.status(), oldStatus);
    String oldReason = existing == null ? "" : existing.statusReason();
    Protocol protocol = protocol(spec, target);
    Stamps stamps = existing == null ? draft.fresh : existing.stamps();
    return new Service(
        target.id(),
        target.name(),
        target.version(),
        fields.text("description", spec.description(), MAX_DESCRIPTION),
        status,
        status == oldStatus ? oldReason : "",
        protocol,
        outboundPort(fields, spec.outboundPort(), protocol),
        existing != null && existing.isDefault(),
        Objects.requireNonNullElse(spec.reach(), Reach.TENANT),
        Objects.requireNonNullElse(spec.resolution(), Resolution.CONTROL_PLANE),
        existing == null ? List.of() : existing.dependencies(),
        loadBalancer(fields, spec.loadBalancerId(), existing),
        fields.metadata(spec.metadata()),
        fields.labels(spec.labels()),
        stamps);
  }

  private static int outboundPort(Fields fields, @Nullable Integer said, Protocol protocol) {
    if (protocol == Protocol.TCP) {
      if (said == null) {
        fields.missing("outbound_port");
      }
      return fields.number("outbound_port", said, 0, 1, MAX_PORT);
    }
    if (said != null) {
      fields.invalid("outbound_port", said, "none: only a service of protocol tcp has one");
    }
    return 0;
  }

  /** One that was deleted with force may stay named. */
  private String loadBalancer(Fields fields, @Nullable String said, @Nullable Service existing) {
    String kept = existing == null ? "" : existing.loadBalancerId();
    if (said == null || said.equals(kept)) {
      return kept;
    }
    if (!said.isEmpty() && draft.now().loadBalancer(said) == null) {
      fields.invalid("load_balancer_id", said, "the id of a load balancer");
    }
    return said;
  }

  /** Absent = that of the endpoints where they agree, else http. Kept endpoints speak as before. */
  private Protocol protocol(ServiceSpec spec, Target target) {
    if (spec.protocol() != null) {
      return spec.protocol();
    }
    if (spec.endpoints() == null) {
      boolean kept = !draft.before.endpointsOf(target.id()).isEmpty();
      return kept && target.existing() != null ? target.existing().protocol() : Protocol.HTTP;
    }
    Set<Protocol> said = new HashSet<>();
    for (EndpointSpec endpoint : spec.endpoints()) {
      if (endpoint.protocol() != null) {
        said.add(endpoint.protocol());
      }
    }
    return said.size() == 1 ? said.iterator().next() : Protocol.HTTP;
  }
}
