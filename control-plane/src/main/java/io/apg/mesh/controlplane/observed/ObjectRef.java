package io.apg.mesh.controlplane.observed;

import java.util.Comparator;

/**
 * Names one object of a tenant.
 *
 * @param kind service, endpoint, route or proxy
 */
public record ObjectRef(String kind, String id) implements Comparable<ObjectRef> {
  private static final Comparator<ObjectRef> ORDER =
      Comparator.comparing(ObjectRef::kind).thenComparing(ObjectRef::id);

  @Override
  public int compareTo(ObjectRef other) {
    return ORDER.compare(this, other);
  }
}
