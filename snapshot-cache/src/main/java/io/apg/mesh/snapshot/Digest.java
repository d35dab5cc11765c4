package io.apg.mesh.snapshot;

/** Order-independent hashes of sets of resources: the sum of a 64-bit hash of each. */
public final class Digest {
  private static final long OFFSET = 0xcbf29ce484222325L; // FNV-1a
  private static final long PRIME = 0x100000001b3L;

  private Digest() {}

  /** Of one resource: its name and its version. */
  public static long of(Resource resource) {
    return mix(mix(OFFSET, resource.name()) * PRIME, resource.version());
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
