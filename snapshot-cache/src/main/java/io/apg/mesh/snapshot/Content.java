package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Deterministic bytes and their versions. A version is a function of the content alone, so replicas
 * and restarts agree on it (xDS delta reconnects depend on that).
 */
public final class Content {
  private static final int VERSION_BYTES = 8;

  private Content() {}

  /** Encodes with map entries in key order. */
  public static ByteString encode(MessageLite message) {
    ByteString.Output out = ByteString.newOutput(message.getSerializedSize());
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    coded.useDeterministicSerialization();
    try {
      message.writeTo(coded);
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteString();
  }

  /** Version of some bytes: 16 hexadecimal digits of their SHA-256. */
  public static String version(ByteString body) {
    MessageDigest digest = sha256();
    for (ByteBuffer part : body.asReadOnlyByteBufferList()) {
      digest.update(part);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
  }

  /** Prefixes an encoded message with the tag of a length-delimited field. */
  static ByteString field(int number, ByteString message) {
    ByteString.Output head = ByteString.newOutput(12);
    CodedOutputStream coded = CodedOutputStream.newInstance(head);
    try {
      coded.writeTag(number, 2);
      coded.writeUInt32NoTag(message.size());
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return head.toByteString().concat(message);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
