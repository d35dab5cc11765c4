package io.apg.mesh.session;

import com.google.protobuf.ByteString;
import io.apg.mesh.snapshot.Resource;
import org.jspecify.annotations.Nullable;

/** What a {@link ModelClient} refuses. */
final class Badness {
  private Badness() {}

  static boolean isBad(Resource resource) {
    return isBad(resource.body());
  }

  static boolean isBad(ByteString body) {
    return isBad(body.toStringUtf8());
  }

  static boolean isBad(String content) {
    return content.contains("bad") || content.contains("malformed");
  }

  /** Bad in a way that spoils the whole message and is answered without a name. */
  static boolean isMalformed(XdsResponse response) {
    return response.resources().stream().anyMatch(resource -> isMalformed(resource.body()));
  }

  private static boolean isMalformed(ByteString body) {
    return body.toStringUtf8().contains("malformed");
  }

  /** What a client says about the first bad resource; null = all are good. */
  static @Nullable String first(XdsResponse response) {
    for (Resource resource : response.resources()) {
      if (Badness.isBad(resource)) {
        return resource.name() + ": weight must be greater than 0";
      }
    }
    return null;
  }
}
