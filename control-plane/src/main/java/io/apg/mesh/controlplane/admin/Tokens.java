package io.apg.mesh.controlplane.admin;

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

/** Tokens, over gRPC. */
final class Tokens extends TokenServiceGrpc.TokenServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Calls calls;
  private final TokenIssuer issuer;

  Tokens(Calls calls, TokenIssuer issuer) {
    this.calls = calls;
    this.issuer = issuer;
  }

  @Override
  public void createToken(
      CreateTokenRequest request, StreamObserver<CreateTokenResponse> observer) {
    calls.read(observer, () -> create(request));
  }

  private CreateTokenResponse create(CreateTokenRequest request) {
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
    Duration life = request.hasTtlSeconds() ? Duration.ofSeconds(request.getTtlSeconds()) : USUAL;
    if (life.compareTo(LONGEST) > 0 || life.compareTo(Duration.ofSeconds(1)) < 0) {
      faults.invalid("ttl_seconds", Long.toString(life.toSeconds()), "1 to " + LONGEST.toSeconds());
    }
    if (!problems.isEmpty()) {
      throw Refusals.of(problems, index -> "");
    }
    Principal caller = Principal.current();
    IssuedToken token =
        issuer.make(new Principal(request.getSubject(), caller.tenant(), roles), life);
    LOG.info(
        "event=token_created id={} subject={} actor={} tenant={}",
        token.id(),
        request.getSubject(),
        caller.subject(),
        caller.tenant());
    return CreateTokenResponse.newBuilder()
        .setToken(token.text())
        .setTokenId(token.id())
        .setSubject(request.getSubject())
        .addAllRoles(roles.stream().map(Role::word).toList())
        .setExpiresAt(Times.toProto(token.expires()))
        .build();
  }
}
