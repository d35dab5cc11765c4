package io.apg.mesh.controlplane.api;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The {@code x-mesh-*} metadata of calls: what belongs to a request or to an answer but not to its
 * message. As an interceptor it lets a service say {@link #revision} and {@link #effect} of an
 * answer while it handles a call; they travel in the answer's headers, or in the trailers of a
 * failure.
 */
public final class CallMetadata implements ServerInterceptor {
  /** What the names of all of them begin with, but for the token's. */
  public static final String PREFIX = "x-mesh-";

  /** Request: the id that the answer and the logs carry. Set by the HTTP layer. */
  public static final Metadata.Key<String> REQUEST_ID = key("x-mesh-request-id");

  /** Request: the address of the HTTP client. Set by the HTTP layer, believed in process only. */
  public static final Metadata.Key<String> CLIENT_ADDRESS = key("x-mesh-client-address");

  /** Request: the tenant that the client picks. */
  public static final Metadata.Key<String> TENANT = key("x-mesh-tenant");

  /** Request: the bearer token. */
  public static final Metadata.Key<String> AUTHORIZATION = key("authorization");

  /**
   * Request: says that its message is not all that the client sent, because some of that was
   * refused. It is to be checked, and must change nothing. Set by the HTTP layer.
   */
  public static final Metadata.Key<String> CHECK_ONLY = key("x-mesh-check-only");

  /**
   * Request: {@code true} = say what it would come to, and change nothing. A method that cannot do
   * that refuses.
   */
  public static final Metadata.Key<String> DRY_RUN = key("x-mesh-dry-run");

  /** Answer: the revision that it shows or has made. */
  public static final Metadata.Key<String> REVISION = key("x-mesh-revision");

  /** Answer: created, configured, unchanged or deleted. */
  public static final Metadata.Key<String> EFFECT = key("x-mesh-effect");

  private static final Context.Key<Metadata> ANSWER = Context.key("apg.mesh.answer");
  private static final Context.Key<Boolean> CHECKED =
      Context.keyWithDefault("apg.mesh.check-only", false);
  private static final Context.Key<Boolean> DRY = Context.keyWithDefault("apg.mesh.dry-run", false);

  /** Whether the current call is only to be checked, and must change nothing. */
  public static boolean checkOnly() {
    return CHECKED.get();
  }

  /** Whether the current call is to say what it would come to, and must change nothing. */
  public static boolean dryRun() {
    return DRY.get();
  }

  /** Notes the revision that the answer of the current call shows or has made. */
  public static void revision(long revision) {
    note(REVISION, Long.toString(revision));
  }

  /** Notes what the current call did: created, configured, unchanged or deleted. */
  public static void effect(String effect) {
    note(EFFECT, effect);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Metadata answer = new Metadata();
    Context context =
        Context.current()
            .withValues(ANSWER, answer, CHECKED, headers.containsKey(CHECK_ONLY))
            .withValue(DRY, "true".equals(headers.get(DRY_RUN)));
    return Contexts.interceptCall(context, new Answering<>(call, answer), headers, next);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static void note(Metadata.Key<String> key, String value) {
    @Nullable Metadata answer = ANSWER.get();
    if (answer != null) {
      answer.removeAll(key);
      answer.put(key, value);
    }
  }

  private static final class Answering<Q, A>
      extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
    private final Metadata answer;
    private boolean headersSent;

    Answering(ServerCall<Q, A> call, Metadata answer) {
      super(call);
      this.answer = answer;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      headersSent = true;
      headers.merge(answer);
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!headersSent) {
        trailers.merge(answer);
      }
      super.close(status, trailers);
    }
  }
}
