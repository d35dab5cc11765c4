package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.Change.PutService;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.ServiceSpec;
import io.apg.mesh.registry.plan.Identities.Identity;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the service that a put is about: one that is there, or the id of a new one. */
final class ServiceTargets {
  private static final String FIRST_VERSION = "v1";
  private static final String VERSION_FORM = "1 to 32 letters, digits, . and -";
  private static final Pattern SERVICE_ID = Syntax.id("svc_");
  private static final String ID_FORM = "svc_ and 1 to 120 of a-z, 0-9 and _";

  private final Draft draft;
  private final Settings settings;

  ServiceTargets(Draft draft, Settings settings) {
    this.draft = draft;
    this.settings = settings;
  }

  /** A service to write: its id, the names that cannot change, and what is there. */
  record Target(String id, ServiceName name, String version, @Nullable Service existing) {
    /** Stands in where the change does not say which service, so that its values can be checked. */
    static final Target UNKNOWN = new Target("", new ServiceName("", ""), "", null);
  }

  /** The target, or null where the change does not say which; the problems are reported. */
  @Nullable Target find(int change, PutService put) {
    ServiceSpec spec = put.spec();
    Fields fields = draft.problems.fields(change);
    Service existing = spec.serviceId() == null ? null : draft.before.service(spec.serviceId());
    if (existing != null) {
      return byId(fields, put.mode(), spec, existing);
    }
    if (spec.serviceId() != null && put.mode() == Mode.REPLACE) {
      fields.notFound("service_id", "service", spec.serviceId());
      return null;
    }
    return byIdentity(fields, put.mode(), spec);
  }

  private static @Nullable Target byId(
      Fields fields, Mode mode, ServiceSpec spec, Service existing) {
    if (mode == Mode.CREATE) {
      fields.exists("service_id", describe(existing.name(), existing.version()), existing.id());
      return null;
    }
    fields.unchanged("service_name", spec.serviceName(), existing.name().name());
    fields.unchanged("namespace", spec.namespace(), existing.name().namespace());
    fields.unchanged("service_version", spec.serviceVersion(), existing.version());
    return new Target(existing.id(), existing.name(), existing.version(), existing);
  }

  private @Nullable Target byIdentity(Fields fields, Mode mode, ServiceSpec spec) {
    String name =
        fields.matching("service_name", spec.serviceName(), Syntax.LABEL, Syntax.LABEL_FORM);
    String namespace =
        fields.matching(
            "namespace",
            Objects.requireNonNullElse(spec.namespace(), settings.defaultNamespace()),
            Syntax.LABEL,
            Syntax.LABEL_FORM);
    String version =
        fields.matching(
            "service_version",
            Objects.requireNonNullElse(spec.serviceVersion(), FIRST_VERSION),
            Syntax.VERSION,
            VERSION_FORM);
    if (name == null || namespace == null || version == null) {
      return null;
    }
    ServiceName full = new ServiceName(namespace, name);
    Identity identity = Identity.service(draft.request.tenant(), full, version);
    String known = draft.identities().idOf(identity);
    Service existing = known == null ? null : draft.before.service(known);
    if (existing != null && mode == Mode.CREATE) {
      fields.exists("service_name", describe(full, version), existing.id());
      return null;
    }
    if (existing == null && mode == Mode.REPLACE) {
      fields.notFound("service_name", "service", describe(full, version));
      return null;
    }
    if (known != null) {
      fields.unchanged("service_id", spec.serviceId(), known);
      return new Target(known, full, version, existing);
    }
    String id = newId(fields, identity, spec.serviceId(), full, version);
    return id == null ? null : new Target(id, full, version, null);
  }

  private @Nullable String newId(
      Fields fields, Identity identity, @Nullable String wanted, ServiceName name, String version) {
    Identities identities = draft.identities();
    String id = wanted;
    if (id == null) {
      id = IdNames.service(identities, identity.tenant(), name, version);
      if (id == null) {
        fields.noFreeId("service_id", describe(name, version), ID_FORM);
        return null;
      }
    } else if (fields.matching("service_id", id, SERVICE_ID, ID_FORM) == null) {
      return null;
    }
    Identity owner = identities.ownerOf(identity.tenant(), ObjectKind.SERVICE, id);
    if (owner != null) {
      fields.idTaken("service_id", id, owner.text());
      return null;
    }
    draft.reserve(identity, id);
    return id;
  }

  private static String describe(ServiceName name, String version) {
    return name + "@" + version;
  }
}
