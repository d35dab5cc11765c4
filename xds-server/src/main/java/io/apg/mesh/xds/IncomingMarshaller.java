package io.apg.mesh.xds;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/** Reads requests. */
record IncomingMarshaller(Wire wire) implements MethodDescriptor.Marshaller<Wire.Incoming> {
  @Override
  public InputStream stream(Wire.Incoming value) {
    throw new UnsupportedOperationException("requests are only read");
  }

  @Override
  public Wire.Incoming parse(InputStream stream) {
    try {
      byte[] message =
          stream instanceof KnownLength
              ? stream.readNBytes(stream.available())
              : stream.readAllBytes();
      return wire.read(message);
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("request: not a message of this method")
          .withCause(e)
          .asRuntimeException();
    }
  }
}
