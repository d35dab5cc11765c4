package io.apg.mesh.xds;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.apg.mesh.session.ErrorDetail;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.XdsType;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one form of the protocol, read and written field by field: of what a client says
 * only that is made objects of which is used, and resources are written as they are.
 */
interface Wire {
  Form form();

  /** Reads a request. */
  Incoming read(byte[] message) throws IOException;

  /** A response that is ready to be written. */
  Outgoing write(XdsResponse response, ByteString controlPlane);

  /** A request, and of whom. */
  interface Incoming extends Introduction {
    String typeUrl();

    XdsRequest as(XdsType type);
  }

  /** The method with these messages in place of generated ones. */
  default MethodDescriptor<Incoming, Outgoing> method(MethodDescriptor<?, ?> generated) {
    return generated.toBuilder(new IncomingMarshaller(this), Outgoing.MARSHALLER).build();
  }

  /** More of a field that came before: messages merge when they are concatenated. */
  static ByteString merge(@Nullable ByteString before, CodedInputStream in) throws IOException {
    ByteString more = in.readBytes();
    return before == null ? more : before.concat(more);
  }

  /** The error detail; null = the request is no NACK. */
  static @Nullable ErrorDetail error(@Nullable ByteString status)
      throws InvalidProtocolBufferException {
    if (status == null) {
      return null;
    }
    Status detail = Status.parseFrom(status);
    return new ErrorDetail(detail.getCode(), detail.getMessage());
  }
}
