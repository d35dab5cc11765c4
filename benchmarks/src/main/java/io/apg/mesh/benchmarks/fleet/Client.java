package io.apg.mesh.benchmarks.fleet;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** One client with a connection of its own. Used on the event loop. */
final class Client {
  private final ManagedChannel channel;
  private final MethodDescriptor<byte[], byte[]> method;
  private final Dialogue dialogue;
  private final Tally tally;
  private @Nullable ClientCall<byte[], byte[]> call;
  private int endpoints;
  private boolean routes;
  private boolean stalled;

  Client(
      ManagedChannel channel,
      MethodDescriptor<byte[], byte[]> method,
      Dialogue dialogue,
      Tally tally) {
    this.channel = channel;
    this.method = method;
    this.dialogue = dialogue;
    this.tally = tally;
  }

  void open() {
    endpoints = 0;
    routes = false;
    stalled = false;
    ClientCall<byte[], byte[]> opened = channel.newCall(method, CallOptions.DEFAULT);
    call = opened;
    opened.start(new Listener(opened), new Metadata());
    opened.request(1);
    dialogue.open(opened::sendMessage);
  }

  /** From now on it reads nothing. */
  void stall() {
    stalled = true;
  }

  void close() {
    ClientCall<byte[], byte[]> open = call;
    call = null;
    if (open != null) {
      open.cancel("the fleet leaves", null);
    }
  }

  /** Ends its connection, too. */
  void leave() {
    close();
    channel.shutdownNow();
  }

  private final class Listener extends ClientCall.Listener<byte[]> {
    private final ClientCall<byte[], byte[]> mine;

    private Listener(ClientCall<byte[], byte[]> mine) {
      this.mine = mine;
    }

    @Override
    public void onMessage(byte[] message) {
      Heard heard = dialogue.hear(message, mine::sendMessage);
      tally.heard(message.length, heard);
      if (!stalled) {
        mine.request(1);
      }
      count(heard);
    }

    private void count(Heard heard) {
      boolean before = routes && endpoints >= tally.services();
      switch (heard.type()) {
        case ENDPOINT -> endpoints += heard.resources().size();
        case ROUTE -> routes = true;
        default -> {}
      }
      if (!before && routes && endpoints >= tally.services()) {
        tally.synced();
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (call == mine) {
        tally.failed(status);
      }
    }
  }
}
