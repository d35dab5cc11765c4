package io.apg.mesh.xds;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A response on its way out: it is written straight into the buffers of the connection. gRPC takes
 * it by {@link #drainTo}; whatever else reads it gets the same bytes.
 */
final class Outgoing extends InputStream implements Drainable, KnownLength {
  static final MethodDescriptor.Marshaller<Outgoing> MARSHALLER =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(Outgoing value) {
          return value;
        }

        @Override
        public Outgoing parse(InputStream stream) {
          throw new UnsupportedOperationException("responses are only written");
        }
      };

  private static final int BUFFER = 4096;

  private final int size;
  private final Content content;
  private @Nullable InputStream rest;
  private boolean drained;

  /** What writes it, as often as it is asked. */
  interface Content {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** {@code size} = number of bytes that {@code content} writes. */
  Outgoing(int size, Content content) {
    this.size = size;
    this.content = content;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    if (rest != null) {
      return Math.toIntExact(rest.transferTo(target));
    }
    if (drained) {
      return 0;
    }
    drained = true;
    CodedOutputStream out = CodedOutputStream.newInstance(target, Math.min(size + 16, BUFFER));
    content.writeTo(out);
    out.flush();
    return size;
  }

  @Override
  public int available() throws IOException {
    if (rest != null) {
      return rest.available();
    }
    return drained ? 0 : size;
  }

  @Override
  public int read() throws IOException {
    return bytes().read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return bytes().read(into, offset, length);
  }

  private InputStream bytes() {
    InputStream known = rest;
    if (known == null) {
      ByteArrayOutputStream all = new ByteArrayOutputStream(size);
      try {
        int unused = drainTo(all);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      known = new ByteArrayInputStream(all.toByteArray());
      rest = known;
    }
    return known;
  }
}
