package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.security.ProxyBinding;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.v1.CreateTokenRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token is asked to be.
 *
 * @param proxies which proxies it is for; null = it is for people and programs
 */
record TokenWish(String subject, Set<Role> roles, @Nullable ProxyBinding proxies, Duration life) {
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(365);

  TokenWish {
    roles = Set.copyOf(roles);
  }

  /**
   * Reads a request.
   *
   * @throws io.apg.mesh.controlplane.api.ApiException INVALID, with all that is wrong with it
   */
  static TokenWish read(CreateTokenRequest request, String tenant) {
    List<Problem> problems = new ArrayList<>();
    Faults faults = new Faults(problems, 0, "");
    if (request.getSubject().isBlank()) {
      faults.missing("subject");
    }
    Set<Role> roles = roles(request, faults);
    ProxyBinding proxies = proxies(request, roles, tenant, faults);
    Duration life = request.hasTtlSeconds() ? Duration.ofSeconds(request.getTtlSeconds()) : USUAL;
    if (life.compareTo(LONGEST) > 0 || life.compareTo(Duration.ofSeconds(1)) < 0) {
      faults.invalid("ttl_seconds", Long.toString(life.toSeconds()), "1 to " + LONGEST.toSeconds());
    }
    if (!problems.isEmpty()) {
      throw Refusals.of(problems, index -> "");
    }
    return new TokenWish(request.getSubject(), roles, proxies, life);
  }

  private static Set<Role> roles(CreateTokenRequest request, Faults faults) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : request.getRolesList()) {
      Role role = Role.ofWord(word);
      if (role == null) {
        faults.invalid("roles", word, "viewer, operator, admin, or proxy alone");
      } else {
        roles.add(role);
      }
    }
    if (request.getRolesCount() == 0) {
      faults.missing("roles");
    }
    if (roles.contains(Role.PROXY) && roles.size() > 1) {
      faults.invalid("roles", String.join(", ", request.getRolesList()), "proxy alone");
    }
    return roles;
  }

  private static @Nullable ProxyBinding proxies(
      CreateTokenRequest request, Set<Role> roles, String tenant, Faults faults) {
    String field = request.hasGateway() ? "gateway" : "service";
    String owner = request.hasGateway() ? request.getGateway() : request.getService();
    if (!roles.contains(Role.PROXY)) {
      if (request.hasService() || request.hasGateway()) {
        faults.invalid(field, owner, "none, as the role is not proxy");
      }
      return null;
    }
    if (request.hasService() == request.hasGateway()) {
      faults.invalid(
          "service", request.getService(), "a service or a gateway, as the role is proxy");
      return null;
    }
    if (!owner.matches(ProxyBinding.OWNER)) {
      faults.invalid(field, owner, ProxyBinding.OWNER);
      return null;
    }
    return new ProxyBinding(tenant, owner, request.hasGateway());
  }
}
