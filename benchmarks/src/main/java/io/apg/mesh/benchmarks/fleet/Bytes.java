package io.apg.mesh.benchmarks.fleet;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Messages as they are on the wire. */
final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
  @Override
  public InputStream stream(byte[] message) {
    return new Message(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      byte[] message = new byte[stream.available()];
      int read = stream.readNBytes(message, 0, message.length);
      if (read < message.length || stream.read() >= 0) {
        throw new IOException("message: " + read + " bytes (expected: " + message.length + ")");
      }
      return message;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Message extends ByteArrayInputStream implements KnownLength {
    private Message(byte[] bytes) {
      super(bytes);
    }
  }
}
