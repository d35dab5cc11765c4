package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Change.PutService;
import io.apg.mesh.registry.Change.SetStatus;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.ServiceSpec;
import io.apg.mesh.registry.plan.ServiceTargets.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Works services into a draft. */
final class ServiceChanges {
  private final Draft draft;
  private final References references;
  private final EndpointChanges endpoints;
  private final ServiceTargets targets;
  private final ServiceValues values;
  private final List<Written> written = new ArrayList<>();

  /** A put whose target is known. */
  private record Written(int change, ServiceSpec spec, Target target) {}

  ServiceChanges(Draft draft, Settings settings, References references, EndpointChanges endpoints) {
    this.draft = draft;
    this.references = references;
    this.endpoints = endpoints;
    this.targets = new ServiceTargets(draft, settings);
    this.values = new ServiceValues(draft);
  }

  /** First step: which service. Returns its id, or null where the change was refused. */
  @Nullable String identify(int change, PutService put) {
    Target target = targets.find(change, put);
    if (target == null) {
      checkValues(change, put.spec());
      return null;
    }
    if (!draft.claim(change, "", ObjectKind.SERVICE, target.id())) {
      return null;
    }
    draft.checkRevision(change, put.expectedRevision(), revision(put.spec(), target));
    written.add(new Written(change, put.spec(), target));
    return target.id();
  }

  /** Second step: the services, still with the default marks and dependencies they had. */
  void write() {
    for (Written put : written) {
      Fields fields = draft.problems.fields(put.change());
      Service service = values.service(fields, put.spec(), put.target());
      draft.put(service);
      if (put.spec().endpoints() != null) {
        endpoints.replaceAll(put.change(), service, put.spec().endpoints());
      }
    }
  }

  /** Sets the status of a service; null where the change was refused. */
  @Nullable String setStatus(int change, SetStatus set) {
    Fields fields = draft.problems.fields(change);
    String reason = fields.text("reason", set.reason(), ServiceValues.MAX_REASON);
    Service service = references.find(draft.before, set.serviceId());
    if (service == null) {
      fields.notFound("service_id", "service", set.serviceId());
      return null;
    }
    if (!draft.claim(change, "", ObjectKind.SERVICE, service.id())) {
      return null;
    }
    draft.checkRevision(change, set.expectedRevision(), service.stamps().revision());
    draft.put(service.withStatus(set.status(), reason));
    return service.id();
  }

  /**
   * Third step: one default version of a name at most. Who claims the mark takes it from its
   * sibling; unasked, a new version gets it where it is the first of its name that there is.
   */
  void settleDefaults() {
    Map<ServiceName, String> claimed = new HashMap<>();
    Set<ServiceName> seen = new HashSet<>();
    for (Written put : written) {
      ServiceName name = put.target().name();
      String id = put.target().id();
      Boolean said = put.spec().isDefault();
      boolean first = seen.add(name) && !hasOlderVersion(name);
      if (said != null) {
        mark(id, said);
      } else if (first) {
        mark(id, true);
      }
      if (Objects.equals(said, true)) {
        claim(claimed, put);
      }
    }
    claimed.forEach(this::clearSiblings);
  }

  private void claim(Map<ServiceName, String> claimed, Written put) {
    String first = claimed.putIfAbsent(put.target().name(), put.target().id());
    if (first != null) {
      draft
          .problems
          .fields(put.change())
          .invalid("default", true, "one default version; " + first + " is given as it too");
    }
  }

  /** Fourth step: the dependencies, found among the services as they will be. */
  void resolveDependencies() {
    for (Written put : written) {
      Service service = draft.now().service(put.target().id());
      if (service != null) {
        draft.put(service.withDependencies(dependencies(put)));
      }
    }
  }

  /**
   * Last step: a tcp service has its port for itself and its other versions, and requests, which
   * routes handle, are not what it takes.
   */
  void checkTcp() {
    for (Written put : written) {
      Service service = draft.now().service(put.target().id());
      if (service == null || service.protocol() != Protocol.TCP) {
        continue;
      }
      Fields fields = draft.problems.fields(put.change());
      for (String other : draft.now().servicesAt(service.outboundPort())) {
        Service holder = draft.now().service(other);
        if (holder != null && !holder.name().equals(service.name())) {
          String expected = "a port that " + other + " does not have";
          fields.invalid("outbound_port", service.outboundPort(), expected);
          break;
        }
      }
      for (String route : draft.now().routesTo(service.id())) {
        String expected = "http, http2 or grpc, as route " + route + " leads to it";
        fields.invalid("protocol", Words.of(service.protocol()), expected);
        break;
      }
    }
  }

  /** What the services of this request say themselves of their load balancers, by id. */
  Map<String, String> loadBalancers() {
    Map<String, String> said = new HashMap<>();
    for (Written put : written) {
      String balancer = put.spec().loadBalancerId();
      if (balancer != null) {
        said.put(put.target().id(), balancer);
      }
    }
    return said;
  }

  private List<String> dependencies(Written put) {
    List<String> wanted = Objects.requireNonNullElse(put.spec().dependencies(), List.of());
    Service existing = put.target().existing();
    List<String> kept = existing == null ? List.of() : existing.dependencies();
    Fields fields = draft.problems.fields(put.change());
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      ids.add(references.require(draft.now(), fields, "dependencies/" + i, wanted.get(i), kept));
    }
    fields.distinct("dependencies", ids);
    return ids;
  }

  private boolean hasOlderVersion(ServiceName name) {
    return draft.now().versionsOf(name).stream().anyMatch(id -> draft.before.service(id) != null);
  }

  private void clearSiblings(ServiceName name, String id) {
    for (String sibling : draft.now().versionsOf(name)) {
      if (!sibling.equals(id)) {
        mark(sibling, false);
      }
    }
  }

  private void mark(String id, boolean isDefault) {
    Service service = draft.now().service(id);
    if (service != null && service.isDefault() != isDefault) {
      draft.put(service.withDefault(isDefault));
    }
  }

  private void checkValues(int change, ServiceSpec spec) {
    if (draft.problems.refused(change)) {
      return;
    }
    Fields fields = draft.problems.fields(change);
    Service stranger = values.service(fields, spec, Target.UNKNOWN);
    if (spec.endpoints() != null) {
      endpoints.check(fields, spec.endpoints(), stranger);
    }
  }

  /** With endpoints in the body, the newest of them counts too. */
  private long revision(ServiceSpec spec, Target target) {
    long revision = target.existing() == null ? 0 : target.existing().stamps().revision();
    if (spec.endpoints() != null) {
      for (Endpoint endpoint : draft.before.endpointsOf(target.id()).values()) {
        revision = Math.max(revision, endpoint.stamps().revision());
      }
    }
    return revision;
  }
}
