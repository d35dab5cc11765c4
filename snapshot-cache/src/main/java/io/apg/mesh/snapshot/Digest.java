package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;

/** Order-independent hashes of sets of resources: the sum of a 64-bit hash of each. */
public final class Digest {
  private static final long OFFSET = 0xcbf29ce484222325L; // FNV-1a
  private static final long PRIME = 0x100000001b3L;

  private Digest() {}

  /** Of one resource: its name and its version, or what stands for that. */
  public static long of(Resource resource) {
    return resource instanceof RouteConfig config
        ? config.digest()
        : of(resource.name(), resource.version());
  }

  static long of(VirtualHostFragment host) {
    return of(host.name(), host.version());
  }

  /** Of a route configuration: its virtual hosts count together with its name only. */
  static long of(String name, ByteString head, long hosts) {
    long hash = (mix(OFFSET, name) * PRIME ^ head.hashCode()) * PRIME;
    hash = (hash ^ hosts) * 0x9e3779b97f4a7c15L;
    return (hash ^ (hash >>> 32)) * 0xbf58476d1ce4e5b9L;
  }

  private static long of(String name, String version) {
    return mix(mix(OFFSET, name) * PRIME, version);
  }

  static long of(ListenerTemplate template) {
    return mix(mix(OFFSET, ":" + template.port()) * PRIME, template.version());
  }

  /** Of all templates together, placed. */
  static long of(long templates, Placement placement) {
    return templates == 0 ? 0 : templates * mix(OFFSET, placement.prefix());
  }

  private static long mix(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    return hash;
  }
}
