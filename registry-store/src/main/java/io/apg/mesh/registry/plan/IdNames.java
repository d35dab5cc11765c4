package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.ServiceName;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which objects get readable ids. The first version of a name gets the base {@code
 * svc_<name>}, or {@code svc_<name>_<namespace>} where that is taken; further versions {@code
 * <base>_v<major>}, then {@code <base>_<version>}. An endpoint's id follows from its service, host
 * and port alone.
 */
final class IdNames {
  private static final Pattern MAJOR = Pattern.compile("[vV]?([0-9]+).*");
  private static final String SERVICE = "svc_";

  /** In no id of a service and no host, so that an endpoint's id can be taken apart. */
  private IdNames() {}

  /** The id of a new version, or null when none is free. */
  static @Nullable String service(
      Identities identities, String tenant, ServiceName name, String version) {
    String base = SERVICE + word(name.name());
    for (String candidate : List.of(base, base + "_" + word(name.namespace()))) {
      Identities.Identity owner = identities.ownerOf(tenant, ObjectKind.SERVICE, candidate);
      if (owner == null) {
        return candidate;
      }
      if (owner.isVersionOf(name)) {
        return furtherVersion(identities, tenant, candidate, version);
      }
    }
    return null;
  }

  private static @Nullable String furtherVersion(
      Identities identities, String tenant, String base, String version) {
    Matcher major = MAJOR.matcher(version);
    if (major.matches()) {
      String id = base + "_v" + major.group(1);
      if (identities.ownerOf(tenant, ObjectKind.SERVICE, id) == null) {
        return id;
      }
    }
    String id = base + "_" + word(version);
    return identities.ownerOf(tenant, ObjectKind.SERVICE, id) == null ? id : null;
  }

  static String named(String prefix, String name) {
    return prefix + word(name);
  }

  private static String word(String text) {
    return text.toLowerCase(Locale.ROOT).replace('-', '_').replace('.', '_');
  }
}
