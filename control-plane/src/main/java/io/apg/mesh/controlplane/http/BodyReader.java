package io.apg.mesh.controlplane.http;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.io.Content;

/**
 * Reads a request's body without blocking. Of a body over its limit nothing is kept, but it is read
 * on, up to a bound, so that the client gets to read its answer. Used by one thread at a time.
 */
final class BodyReader implements Runnable {
  /** What came. */
  sealed interface Body {
    /** All of it. */
    record Whole(ByteString bytes) implements Body {}

    /**
     * More than the limit.
     *
     * @param drained whether it was read to its end
     */
    record TooLarge(boolean drained) implements Body {}
  }

  /** How far a body is read beyond its limit. */
  private static final long DRAIN_LIMIT = 16 << 20;

  private final Content.Source source;
  private final int limit;
  private final CompletableFuture<Body> result = new CompletableFuture<>();
  private final ByteString.Output kept = ByteString.newOutput();
  private long length;

  private BodyReader(Content.Source source, int limit) {
    this.source = source;
    this.limit = limit;
  }

  /** Reads; the stage fails where the connection does. */
  static CompletionStage<Body> read(Content.Source source, int limit) {
    BodyReader reader = new BodyReader(source, limit);
    reader.run();
    return reader.result;
  }

  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        result.completeExceptionally(chunk.getFailure());
        return;
      }
      boolean last = chunk.isLast();
      keep(chunk.getByteBuffer());
      chunk.release();
      if (last || length > limit + DRAIN_LIMIT) {
        result.complete(
            length > limit ? new Body.TooLarge(last) : new Body.Whole(kept.toByteString()));
        return;
      }
    }
  }

  private void keep(ByteBuffer bytes) {
    length += bytes.remaining();
    if (length > limit) {
      kept.reset();
      return;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    kept.write(copy, 0, copy.length);
  }
}
