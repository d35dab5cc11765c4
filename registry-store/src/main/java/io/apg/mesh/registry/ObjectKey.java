package io.apg.mesh.registry;

/**
 * Names one object of the mesh. Ids are unique in (tenant, kind); an endpoint's id is unique in its
 * tenant too.
 */
public record ObjectKey(String tenant, ObjectKind kind, String id) {
  @Override
  public String toString() {
    return kind.word() + "/" + id;
  }
}
