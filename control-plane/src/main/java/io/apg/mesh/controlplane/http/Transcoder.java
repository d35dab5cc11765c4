package io.apg.mesh.controlplane.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.api.RequestGuard;
import io.apg.mesh.controlplane.api.RequestId;
import io.apg.mesh.controlplane.api.RevisionWaiter;
import io.apg.mesh.controlplane.http.json.JsonCodec;
import io.apg.mesh.controlplane.http.rules.Parameters;
import io.apg.mesh.controlplane.http.rules.PathTemplate;
import io.apg.mesh.controlplane.http.rules.Percent;
import io.apg.mesh.controlplane.http.rules.RestMethod;
import io.apg.mesh.controlplane.http.rules.RestMethods;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Turns REST requests into gRPC calls and their answers into REST answers. Thread-safe; never
 * blocks.
 *
 * <p>The channel is to be an in-process one that propagates the cause of a status, so that errors
 * arrive whole: {@code InProcessChannelBuilder.propagateCauseWithStatus(true)}.
 */
public final class Transcoder {
  private static final Logger LOG = LoggerFactory.getLogger(Transcoder.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int BODY_LIMIT = 1 << 20;
  private static final Map<String, Integer> BODY_LIMITS = Map.of("/api/apply", 32 << 20);

  private final RestMethods methods;
  private final Channel channel;
  private final RequestGuard guard;
  private final RevisionWaiter waiter;

  /**
   * Serves {@code methods}.
   *
   * @param channel where the services of the methods answer
   * @param guard asked before a body is read
   * @param waiter makes reads wait for {@code min_revision}
   */
  public Transcoder(
      RestMethods methods, Channel channel, RequestGuard guard, RevisionWaiter waiter) {
    this.methods = methods;
    this.channel = channel;
    this.guard = guard;
    this.waiter = waiter;
  }

  /** Whether a request may go on to its body. */
  sealed interface Admission {
    /** It may. */
    record Admitted(RestMethod method, Map<String, String> variables) implements Admission {
      /** How many bytes its body may have. */
      int bodyLimit() {
        return BODY_LIMITS.getOrDefault(method.path().toString(), BODY_LIMIT);
      }
    }

    /** It is answered as it stands. */
    record Refused(RestResponse response) implements Admission {}
  }

  /** Finds the method of a request, and checks that its caller may call it. */
  Admission admit(RestRequest request) {
    try {
      RestMethods.Match match = methods.find(request.verb(), segments(request.path()));
      if (match instanceof RestMethods.Match.Found found) {
        guard.check(found.method().grpc().getFullMethodName(), request.header("authorization"));
        checkContentType(found.method(), request);
        return new Admission.Admitted(found.method(), found.variables());
      }
      return new Admission.Refused(
          match instanceof RestMethods.Match.WrongVerb wrong
              ? wrongVerb(request, wrong.allowed())
              : unknownPath(request));
    } catch (ApiException e) {
      return new Admission.Refused(RestResponse.error(e.error(), request.id(), Map.of()));
    }
  }

  /** Calls the method of an admitted request. The stage never completes exceptionally. */
  CompletionStage<RestResponse> call(
      Admission.Admitted admitted, RestRequest request, ByteString body) {
    RestMethod method = admitted.method();
    RequestBinder.Bound bound;
    try {
      bound = RequestBinder.bind(method, admitted.variables(), request, body);
    } catch (ApiException e) {
      return CompletableFuture.completedFuture(
          RestResponse.error(e.error(), request.id(), Map.of()));
    }
    CompletionStage<Void> ready =
        bound.minRevision() == 0
            ? CompletableFuture.completedFuture(null)
            : waiter.await(bound.minRevision(), Duration.ofSeconds(bound.waitSeconds()));
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(
            DEADLINE.plusSeconds(2L * bound.waitSeconds()).toMillis(), TimeUnit.MILLISECONDS);
    return ready
        .thenCompose(
            nothing ->
                UnaryCall.start(
                    channel, method.grpc(), options, metadata(request, bound), bound.message()))
        .thenApply(answer -> answer(method, bound, request, body, answer))
        .exceptionally(bug -> internal(request, bug));
  }

  static RestResponse unknownPath(RestRequest request) {
    ApiError error =
        ApiError.of(ErrorCode.NOT_FOUND, "there is no " + request.path())
            .withHint("GET /api/openapi.json lists what there is");
    return RestResponse.error(error, request.id(), Map.of());
  }

  static RestResponse wrongVerb(RestRequest request, List<String> allowed) {
    String verbs = String.join(", ", allowed);
    ApiError error =
        ApiError.of(
            ErrorCode.METHOD_NOT_ALLOWED,
            request.verb()
                + " is not allowed for "
                + request.path()
                + " (expected: "
                + verbs
                + ")");
    return RestResponse.error(error, request.id(), Map.of("Allow", verbs));
  }

  /** "*" and the like, which are no paths, have segments that no method has. */
  private static List<String> segments(String path) {
    String rest = path.startsWith("/") ? path.substring(1) : path;
    return List.of(rest.split("/", -1)).stream().map(Percent::decode).toList();
  }

  private static void checkContentType(RestMethod method, RestRequest request) {
    String type = request.header("content-type");
    if (method.hasBody()
        && (type == null
            || !type.strip().matches("(?i)application/json(\\s*;\\s*charset=\"?utf-8\"?)?"))) {
      throw ApiError.of(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "Content-Type: " + (type == null ? "none" : type) + " (expected: application/json)")
          .withHint("send Content-Type: application/json")
          .toException();
    }
  }

  private static Metadata metadata(RestRequest request, RequestBinder.Bound bound) {
    Metadata metadata = new Metadata();
    if (bound.problems().error() != null) {
      metadata.put(CallMetadata.CHECK_ONLY, "true");
    }
    if (bound.dryRun()) {
      metadata.put(CallMetadata.DRY_RUN, "true");
    }
    metadata.put(CallMetadata.REQUEST_ID, request.id());
    metadata.put(CallMetadata.CLIENT_ADDRESS, request.address());
    put(metadata, CallMetadata.AUTHORIZATION, request.header("authorization"));
    List<String> tenant = Parameters.parse(request.query()).get(Parameters.TENANT_ID);
    put(
        metadata,
        CallMetadata.TENANT,
        tenant.isEmpty() ? request.header("x-mesh-tenant") : tenant.get(0));
    return metadata;
  }

  private static void put(Metadata metadata, Metadata.Key<String> key, @Nullable String value) {
    if (value != null) {
      metadata.put(key, value);
    }
  }

  private RestResponse answer(
      RestMethod method,
      RequestBinder.Bound bound,
      RestRequest request,
      ByteString body,
      UnaryCall.Answer answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    String revision = answer.metadata().get(CallMetadata.REVISION);
    if (revision != null) {
      headers.put("X-Mesh-Revision", revision);
    }
    Message message = answer.message();
    ApiError refused = bound.problems().error();
    if (!answer.status().isOk() || message == null) {
      ApiError error =
          ApiError.fromGrpc(answer.status().asRuntimeException(answer.metadata()))
              .withFields(f -> f.startsWith("/") ? bound.names().apply(f) : f);
      boolean told = answer.status().getCause() instanceof ApiException;
      if (error.code() == ErrorCode.INTERNAL && !told) {
        return internal(request, answer.status().asRuntimeException());
      }
      ApiError all = refused == null ? error : bound.problems().with(error);
      return RestResponse.error(SentValues.in(all, body), request.id(), headers);
    }
    if (refused != null) {
      return RestResponse.error(refused, request.id(), headers);
    }
    String effect = answer.metadata().get(CallMetadata.EFFECT);
    if (effect != null) {
      headers.put("X-Mesh-Effect", effect);
    }
    PathTemplate creates = method.creates();
    if (creates == null || bound.dryRun() || (effect != null && !effect.equals("created"))) {
      return RestResponse.data(200, JsonCodec.write(message), headers);
    }
    headers.put("Location", creates.fill(message));
    return RestResponse.data(201, JsonCodec.write(message), headers);
  }

  /** A failure that nobody else has logged. */
  private static RestResponse internal(RestRequest request, Throwable bug) {
    MDC.put(RequestId.LOG_KEY, request.id());
    try {
      LOG.error("event=request_failed verb={} path={}", request.verb(), request.path(), bug);
    } finally {
      MDC.remove(RequestId.LOG_KEY);
    }
    ApiError error =
        ApiError.of(ErrorCode.INTERNAL, "an internal error")
            .withHint("the log has the reason under request_id " + request.id());
    return RestResponse.error(error, request.id(), Map.of());
  }
}
