package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.security.IssuedToken;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.v1.CreateTokenRequest;
import io.apg.mesh.v1.CreateTokenResponse;
import io.apg.mesh.v1.TokenServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens, over gRPC. Where authentication is off they are refused: a token outlives that, and
 * whoever came first would be an admin for good.
 */
final class Tokens extends TokenServiceGrpc.TokenServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Calls calls;
  private final TokenIssuer issuer;
  private final boolean authenticated;

  /** With {@code authenticated} = callers have shown who they are. */
  Tokens(Calls calls, TokenIssuer issuer, boolean authenticated) {
    this.calls = calls;
    this.issuer = issuer;
    this.authenticated = authenticated;
  }

  @Override
  public void createToken(
      CreateTokenRequest request, StreamObserver<CreateTokenResponse> observer) {
    calls.read(observer, () -> create(request));
  }

  private CreateTokenResponse create(CreateTokenRequest request) {
    if (!authenticated) {
      throw ApiError.of(
              ErrorCode.PERMISSION_DENIED, "no tokens are made while authentication is off")
          .withHint("make one where meshd runs: meshd token create")
          .toException();
    }
    Duration life = request.hasTtlSeconds() ? Duration.ofSeconds(request.getTtlSeconds()) : USUAL;
    Set<Role> roles = checked(request, life);
    if (CallMetadata.checkOnly()) {
      throw Refusals.checked();
    }
    return made(request.getSubject(), roles, life);
  }

  /** The roles of a request; refused with all that is wrong with it. */
  private static Set<Role> checked(CreateTokenRequest request, Duration life) {
    List<Problem> problems = new ArrayList<>();
    Faults faults = new Faults(problems, 0, "");
    if (request.getSubject().isBlank()) {
      faults.missing("subject");
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : request.getRolesList()) {
      Role role = Role.ofWord(word);
      if (role == null) {
        faults.invalid("roles", word, "viewer, operator or admin");
      } else {
        roles.add(role);
      }
    }
    if (request.getRolesCount() == 0) {
      faults.missing("roles");
    }
    if (life.compareTo(LONGEST) > 0 || life.compareTo(Duration.ofSeconds(1)) < 0) {
      faults.invalid("ttl_seconds", Long.toString(life.toSeconds()), "1 to " + LONGEST.toSeconds());
    }
    if (!problems.isEmpty()) {
      throw Refusals.of(problems, index -> "");
    }
    return roles;
  }

  private CreateTokenResponse made(String subject, Set<Role> roles, Duration life) {
    Principal caller = Principal.current();
    IssuedToken token = issuer.make(new Principal(subject, caller.tenant(), roles), life);
    LOG.info(
        "event=token_created id={} subject={} actor={} tenant={}",
        token.id(),
        subject,
        caller.subject(),
        caller.tenant());
    return CreateTokenResponse.newBuilder()
        .setToken(token.text())
        .setTokenId(token.id())
        .setSubject(subject)
        .addAllRoles(roles.stream().map(Role::word).toList())
        .setExpiresAt(Times.toProto(token.expires()))
        .build();
  }
}
