package io.apg.mesh.controlplane.gate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.gate.GateListener.Reason;
import io.apg.mesh.controlplane.gate.GateListener.Refusal;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.ProxyBinding;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenVerifier;
import io.apg.mesh.controlplane.security.VerifiedToken;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.translate.NodeMetadata;
import io.apg.mesh.xds.Introduction;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets streams of proxies in that bring a token for what they say they are, and ends them when the
 * token ends. Whoever says nothing of itself is not let in. Thread-safe.
 */
public final class ProxyGate implements ServerInterceptor {
  private static final ByteString EMPTY = ByteString.EMPTY;

  private final TokenVerifier verifier;
  private final Supplier<MeshState> state;
  private final Clock clock;
  private final GateListener listener;
  private final Set<GuardedCall<?, ?>> open = ConcurrentHashMap.newKeySet();

  /** {@code state} is what the registry holds now. */
  public ProxyGate(
      TokenVerifier verifier, Supplier<MeshState> state, Clock clock, GateListener listener) {
    this.verifier = verifier;
    this.state = state;
    this.clock = clock;
    this.listener = listener;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String service = call.getMethodDescriptor().getServiceName();
    if (ClientStatusDiscoveryServiceGrpc.SERVICE_NAME.equals(service)) {
      return next.startCall(call, headers); // those who look on are asked for tokens of their own
    }
    String host = host(call);
    String authorization = headers.get(CallMetadata.AUTHORIZATION);
    if (authorization == null) {
      return refuse(
          call,
          Status.UNAUTHENTICATED,
          stranger(Reason.NO_TOKEN, host, "authorization: absent (expected: Bearer TOKEN)"));
    }
    VerifiedToken token;
    try {
      token = verifier.bearer(authorization);
    } catch (ApiException refused) {
      return refuse(
          call,
          Status.UNAUTHENTICATED,
          stranger(Reason.BAD_TOKEN, host, "authorization: " + refused.error().message()));
    }
    ProxyBinding binding = token.proxy();
    if (binding == null || !token.principal().roles().contains(Role.PROXY)) {
      return refuse(
          call,
          Status.PERMISSION_DENIED,
          new Refusal(
              Reason.NO_PROXY_TOKEN,
              token.principal().tenant(),
              "",
              host,
              "authorization: a token of "
                  + token.principal().subject()
                  + " (expected: one with the role proxy, and service or gateway)"));
    }
    GuardedCall<Q, R> guarded = new GuardedCall<>(call, token, host);
    open.add(guarded);
    Guarding<Q> guarding = new Guarding<>(next.startCall(guarded, headers), guarded, binding);
    if (verifier.isRevoked(token)) { // while it was let in
      end(guarded, Reason.REVOKED);
    }
    return guarding;
  }

  /** Ends the streams of a token that was revoked. */
  public void revoked(String tenant, String id) {
    for (GuardedCall<?, ?> call : open) {
      VerifiedToken token = call.token();
      if (id.equals(token.id()) && tenant.equals(token.principal().tenant())) {
        end(call, Reason.REVOKED);
      }
    }
  }

  /** Ends the streams whose tokens have expired; to be called every second or so. */
  public void sweep() {
    for (GuardedCall<?, ?> call : open) {
      if (!clock.instant().isBefore(call.token().end())) {
        end(call, Reason.EXPIRED);
      }
    }
  }

  private void end(GuardedCall<?, ?> call, Reason reason) {
    String what = reason == Reason.REVOKED ? "was revoked" : "expired";
    String message = "authorization: the token " + call.token().id() + " " + what;
    open.remove(call);
    if (call.end(Status.UNAUTHENTICATED.withDescription(message), new Metadata())) {
      listener.refused(
          new Refusal(
              reason, call.token().principal().tenant(), call.nodeId(), call.host(), message));
    }
  }

  private <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, Status status, Refusal refusal) {
    call.close(status.withDescription(refusal.message()), new Metadata());
    listener.refused(refusal);
    return new ServerCall.Listener<>() {};
  }

  private static Refusal stranger(Reason reason, String host, String message) {
    return new Refusal(reason, Principal.DEFAULT_TENANT, "", host, message);
  }

  private static String host(ServerCall<?, ?> call) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : String.valueOf(address);
  }

  /** Null = the message is not one that begins a stream. */
  private static @Nullable Node node(Object message) {
    io.envoyproxy.envoy.config.core.v3.Node said;
    try {
      if (message instanceof Introduction introduction) {
        ByteString node = introduction.node();
        said = io.envoyproxy.envoy.config.core.v3.Node.parseFrom(node == null ? EMPTY : node);
      } else if (message instanceof DiscoveryRequest request) {
        said = request.getNode();
      } else {
        return null;
      }
    } catch (InvalidProtocolBufferException malformed) {
      return null;
    }
    var metadata = said.getMetadata().toBuilder();
    metadata.getFieldsMap().keySet().stream()
        .filter(field -> !NodeMetadata.FIELDS.contains(field))
        .toList()
        .forEach(metadata::removeFields);
    return new Node(
        said.getId(),
        said.getCluster(),
        "",
        "",
        metadata.build(),
        said.getUserAgentName(),
        "",
        Set.of());
  }

  /** Looks at the first message, in which a stream says who it is; later ones cannot change it. */
  private final class Guarding<Q>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
    private final GuardedCall<Q, ?> call;
    private final ProxyBinding binding;
    // gRPC's calls come one at a time.
    private boolean known;
    private boolean refused;

    Guarding(ServerCall.Listener<Q> next, GuardedCall<Q, ?> call, ProxyBinding binding) {
      super(next);
      this.call = call;
      this.binding = binding;
    }

    @Override
    public void onMessage(Q message) {
      if (!known) {
        known = true;
        check(message);
      }
      if (!refused) {
        super.onMessage(message);
      }
    }

    private void check(Q message) {
      Node node = node(message);
      Identity.Mismatch mismatch =
          node == null
              ? new Identity.Mismatch(
                  Reason.OTHER_IDENTITY, "request: (expected: one that says which proxy asks)")
              : Identity.compare(binding, node, state.get().tenant(binding.tenant()));
      call.identify(node == null ? "" : node.id());
      if (mismatch == null) {
        return;
      }
      refused = true;
      open.remove(call);
      if (call.end(Status.PERMISSION_DENIED.withDescription(mismatch.message()), new Metadata())) {
        listener.refused(
            new Refusal(
                mismatch.reason(),
                binding.tenant(),
                call.nodeId(),
                call.host(),
                mismatch.message()));
      }
    }

    @Override
    public void onCancel() {
      open.remove(call);
      super.onCancel();
    }

    @Override
    public void onComplete() {
      open.remove(call);
      super.onComplete();
    }
  }
}
