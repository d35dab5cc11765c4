package io.apg.mesh.xds;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/** What interceptors see of a request to the server: what it says of who sent it. */
public interface Introduction {
  /** The encoded {@code Node}; null = the request does not say. */
  @Nullable ByteString node();
}
