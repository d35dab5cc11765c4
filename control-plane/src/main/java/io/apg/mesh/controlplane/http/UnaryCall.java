package io.apg.mesh.controlplane.http;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One unary gRPC call with the metadata of its answer. */
final class UnaryCall extends ClientCall.Listener<Message> {
  /**
   * How the call ended.
   *
   * @param message the answer; null where the status is not OK
   * @param metadata headers and trailers together
   */
  record Answer(Status status, @Nullable Message message, Metadata metadata) {}

  private final CompletableFuture<Answer> done = new CompletableFuture<>();
  private final Metadata metadata = new Metadata();
  private @Nullable Message message;

  private UnaryCall() {}

  static CompletionStage<Answer> start(
      Channel channel,
      MethodDescriptor<Message, Message> method,
      CallOptions options,
      Metadata headers,
      Message request) {
    ClientCall<Message, Message> call = channel.newCall(method, options);
    UnaryCall listener = new UnaryCall();
    call.start(listener, headers);
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
    return listener.done;
  }

  @Override
  public void onHeaders(Metadata headers) {
    metadata.merge(headers);
  }

  @Override
  public void onMessage(Message answer) {
    message = answer;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    metadata.merge(trailers);
    done.complete(new Answer(status, message, metadata));
  }
}
