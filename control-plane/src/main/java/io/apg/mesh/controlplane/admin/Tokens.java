package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.security.IssuedToken;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.ProxyBinding;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.controlplane.security.TokenRegister;
import io.apg.mesh.registry.TokenRecord;
import io.apg.mesh.v1.CreateTokenRequest;
import io.apg.mesh.v1.CreateTokenResponse;
import io.apg.mesh.v1.ListTokensRequest;
import io.apg.mesh.v1.ListTokensResponse;
import io.apg.mesh.v1.RevokeTokenRequest;
import io.apg.mesh.v1.TokenObject;
import io.apg.mesh.v1.TokenServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens, over gRPC. Where authentication is off none is made or revoked: a token outlives that,
 * and whoever came first would be an admin for good.
 */
final class Tokens extends TokenServiceGrpc.TokenServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

  /** Ids are ours, or those of whoever has the secret too. */
  private static final int LONGEST_ID = 200;

  private final Calls calls;
  private final TokenIssuer issuer;
  private final TokenRegister register;
  private final boolean authenticated;

  /** With {@code authenticated} = callers have shown who they are. */
  Tokens(Calls calls, TokenIssuer issuer, TokenRegister register, boolean authenticated) {
    this.calls = calls;
    this.issuer = issuer;
    this.register = register;
    this.authenticated = authenticated;
  }

  @Override
  public void createToken(
      CreateTokenRequest request, StreamObserver<CreateTokenResponse> observer) {
    calls.read(observer, () -> create(request));
  }

  @Override
  public void listTokens(ListTokensRequest request, StreamObserver<ListTokensResponse> observer) {
    calls.read(observer, () -> list(request));
  }

  @Override
  public void revokeToken(RevokeTokenRequest request, StreamObserver<TokenObject> observer) {
    calls.read(observer, () -> revoke(request.getTokenId()));
  }

  private CreateTokenResponse create(CreateTokenRequest request) {
    requireAuthentication("no tokens are made while authentication is off");
    Principal caller = Principal.current();
    TokenWish wish = TokenWish.read(request, caller.tenant());
    if (CallMetadata.checkOnly()) {
      throw Refusals.checked();
    }
    ProxyBinding proxies = wish.proxies();
    IssuedToken token =
        proxies == null
            ? issuer.make(new Principal(wish.subject(), caller.tenant(), wish.roles()), wish.life())
            : issuer.make(wish.subject(), proxies, wish.life());
    List<String> roles = wish.roles().stream().sorted().map(Role::word).toList();
    String service = proxies == null ? "" : proxies.service();
    String gateway = proxies == null ? "" : proxies.gatewayName();
    register.add(
        new TokenRecord(
            caller.tenant(),
            token.id(),
            wish.subject(),
            roles,
            service,
            gateway,
            token.expires().minus(wish.life()),
            caller.subject(),
            token.expires(),
            null,
            ""));
    LOG.info(
        "event=token_created id={} subject={} actor={} tenant={}",
        token.id(),
        wish.subject(),
        caller.subject(),
        caller.tenant());
    return CreateTokenResponse.newBuilder()
        .setToken(token.text())
        .setTokenId(token.id())
        .setSubject(wish.subject())
        .addAllRoles(roles)
        .setExpiresAt(Times.toProto(token.expires()))
        .setService(service)
        .setGateway(gateway)
        .build();
  }

  private ListTokensResponse list(ListTokensRequest request) {
    Page.Request wanted =
        Page.Request.of(
            "tokens", request.hasPageSize(), request.getPageSize(), request.getPageToken());
    Page<TokenObject> page =
        Page.of(register.tokens(Principal.current().tenant()), TokenRecord::id, wanted, 0)
            .map(Tokens::toProto);
    return ListTokensResponse.newBuilder()
        .addAllTokens(page.objects())
        .setTotal(page.total())
        .setNextPageToken(page.nextToken())
        .build();
  }

  private TokenObject revoke(String id) {
    requireAuthentication("no tokens are revoked while authentication is off");
    if (id.isBlank() || id.length() > LONGEST_ID) {
      throw Refusals.parameter("token_id", id, "1 to " + LONGEST_ID + " characters");
    }
    if (CallMetadata.checkOnly()) {
      throw Refusals.checked();
    }
    Principal caller = Principal.current();
    TokenRecord token = register.revoke(caller.tenant(), id, caller.subject());
    LOG.info(
        "event=token_revoked id={} subject={} actor={} tenant={}",
        id,
        token.subject(),
        caller.subject(),
        caller.tenant());
    return toProto(token);
  }

  private void requireAuthentication(String otherwise) {
    if (!authenticated) {
      throw ApiError.of(ErrorCode.PERMISSION_DENIED, otherwise)
          .withHint("make one where meshd runs: meshd token create")
          .toException();
    }
  }

  private static TokenObject toProto(TokenRecord token) {
    TokenObject.Builder object =
        TokenObject.newBuilder()
            .setTokenId(token.id())
            .setSubject(token.subject())
            .addAllRoles(token.roles())
            .setService(token.service())
            .setGateway(token.gateway())
            .setCreatedAt(Times.toProto(token.created()))
            .setCreatedBy(token.createdBy())
            .setRevokedBy(token.revokedBy());
    Instant expires = token.expires();
    if (expires != null) {
      object.setExpiresAt(Times.toProto(expires));
    }
    Instant revoked = token.revoked();
    if (revoked != null) {
      object.setRevokedAt(Times.toProto(revoked));
    }
    return object.build();
  }
}
