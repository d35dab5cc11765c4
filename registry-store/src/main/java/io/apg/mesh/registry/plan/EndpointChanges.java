package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.Change.ObserveAddresses;
import io.apg.mesh.registry.Change.PutEndpoint;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.EndpointSpec;
import io.apg.mesh.registry.Health;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Service;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Works endpoints into a draft. (service, host, port) is what makes an endpoint the same one. */
final class EndpointChanges {
  private static final int MAX_PORT = 65535;
  private static final int MAX_WEIGHT = 1000;
  private static final int MAX_PRIORITY = 127;
  private static final int MAX_ZONE = 128;
  private static final int ABSENT_WEIGHT = 100;

  private final Draft draft;
  private final References references;

  EndpointChanges(Draft draft, References references) {
    this.draft = draft;
    this.references = references;
  }

  /** Makes these all the endpoints of a service that is written in the same change. */
  void replaceAll(int change, Service service, List<EndpointSpec> specs) {
    Set<String> wanted = new HashSet<>();
    for (int i = 0; i < specs.size(); i++) {
      Endpoint endpoint =
          build(draft.problems.fields(change).part("endpoints", i), service, specs.get(i));
      if (endpoint != null
          && draft.claim(change, "endpoints/" + i, ObjectKind.ENDPOINT, endpoint.id())) {
        wanted.add(endpoint.id());
        draft.put(endpoint);
      }
    }
    for (String id : draft.before.endpointsOf(service.id()).keySet()) {
      if (!wanted.contains(id)) {
        draft.remove(ObjectKind.ENDPOINT, id);
      }
    }
  }

  /** Id of the endpoint that was put, or null where it was refused. */
  @Nullable String put(int change, PutEndpoint put) {
    Fields fields = draft.problems.fields(change);
    Service service = references.find(draft.now(), put.serviceId());
    if (service == null) {
      fields.notFound("service_id", "service", put.serviceId());
      return null;
    }
    EndpointSpec spec = put.spec();
    if (put.mode() == Mode.REPLACE && spec.endpointId() != null) {
      Endpoint existing = draft.now().endpoint(service.id(), spec.endpointId());
      if (existing == null) {
        fields.notFound("endpoint_id", "endpoint", spec.endpointId());
        return null;
      }
      spec = withIdentity(fields, spec, existing);
    }
    Endpoint endpoint = build(fields, service, spec);
    if (endpoint == null || !draft.claim(change, "", ObjectKind.ENDPOINT, endpoint.id())) {
      return null;
    }
    Endpoint existing = draft.before.endpoint(service.id(), endpoint.id());
    if (put.mode() == Mode.CREATE && existing != null) {
      fields.exists("host", existing.host() + ":" + existing.port(), existing.id());
    }
    if (put.mode() == Mode.REPLACE && existing == null) {
      fields.notFound("host", "endpoint", endpoint.host() + ":" + endpoint.port());
    }
    draft.checkRevision(
        change, put.expectedRevision(), existing == null ? 0 : existing.stamps().revision());
    draft.put(endpoint);
    return endpoint.id();
  }

  /** Notes what names resolve to. */
  void observe(ObserveAddresses observed) {
    observed
        .addresses()
        .forEach(
            (id, addresses) -> {
              Endpoint endpoint = draft.now().endpoint(EndpointNames.serviceOf(id), id);
              if (endpoint != null) {
                draft.put(endpoint.withAddresses(addresses));
              }
            });
  }

  /** Checks the values of endpoints whose service is not known. */
  void check(Fields fields, List<EndpointSpec> specs, Service stranger) {
    for (int i = 0; i < specs.size(); i++) {
      build(fields.part("endpoints", i), stranger, specs.get(i));
    }
  }

  private @Nullable Endpoint build(Fields fields, Service service, EndpointSpec spec) {
    String host = spec.host() == null ? null : Syntax.host(spec.host());
    if (spec.host() == null) {
      fields.missing("host");
    } else if (host == null) {
      fields.invalid("host", spec.host(), "an IP address or a DNS name");
    }
    if (spec.port() == null) {
      fields.missing("port");
    }
    int port = fields.number("port", spec.port(), 0, 1, MAX_PORT);
    if (spec.protocol() != null && spec.protocol() != service.protocol()) {
      fields.invalid(
          "protocol", Words.of(spec.protocol()), Words.of(service.protocol()) + ", as its service");
    }
    String id = host == null || port == 0 ? "" : EndpointNames.id(service.id(), host, port);
    Endpoint existing = draft.before.endpoint(service.id(), id);
    Endpoint endpoint =
        new Endpoint(
            id,
            service.id(),
            Objects.requireNonNullElse(host, ""),
            port,
            fields.path("path", spec.path()),
            fields.number("weight", spec.weight(), ABSENT_WEIGHT, 0, MAX_WEIGHT),
            fields.path("health_check_path", spec.healthCheckPath()),
            fields.text("zone", spec.zone(), MAX_ZONE),
            fields.number("priority", spec.priority(), 0, 0, MAX_PRIORITY),
            fields.metadata(spec.metadata()),
            fields.labels(spec.labels()),
            existing == null ? Health.UNKNOWN : existing.health(),
            existing == null ? List.of() : existing.addresses(),
            existing == null ? draft.fresh : existing.stamps());
    return id.isEmpty() ? null : endpoint;
  }

  private static EndpointSpec withIdentity(Fields fields, EndpointSpec spec, Endpoint existing) {
    if (spec.host() != null && !existing.host().equals(Syntax.host(spec.host()))) {
      fields.invalid("host", spec.host(), existing.host() + ", which cannot change");
    }
    if (spec.port() != null && spec.port() != existing.port()) {
      fields.invalid("port", spec.port(), existing.port() + ", which cannot change");
    }
    return new EndpointSpec(
        existing.id(),
        existing.host(),
        existing.port(),
        spec.protocol(),
        spec.path(),
        spec.weight(),
        spec.healthCheckPath(),
        spec.zone(),
        spec.priority(),
        spec.metadata(),
        spec.labels());
  }
}
