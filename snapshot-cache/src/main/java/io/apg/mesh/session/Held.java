package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import org.jspecify.annotations.Nullable;

/**
 * What a client has under one name: nothing, a resource that was sent on this stream, or one from
 * an earlier stream of which only the version is known.
 */
record Held(@Nullable Resource resource, @Nullable String version) {
  static final Held ABSENT = new Held(null, null);

  /** Something, but nobody knows what: a reconnecting client does not say in state of the world. */
  static final Held SOMETHING = new Held(null, "");

  static Held of(@Nullable Resource resource) {
    return resource == null ? ABSENT : new Held(resource, null);
  }

  static Held unknown(String version) {
    return new Held(null, version);
  }

  boolean isAbsent() {
    return resource == null && version == null;
  }

  /** Whether the client has something whose content is not known. */
  boolean isUnknown() {
    return version != null;
  }

  /** Whether it is that resource (or, for null, nothing). */
  boolean is(@Nullable Resource other) {
    if (other == null) {
      return isAbsent();
    }
    if (resource != null) {
      return resource == other || resource.version().equals(other.version());
    }
    return version != null && version.equals(other.version());
  }
}
