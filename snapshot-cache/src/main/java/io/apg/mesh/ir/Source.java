package io.apg.mesh.ir;

/** The user's object that something was made from, e.g. {@code route/route_checkout}. */
public record Source(String kind, String id) {
  @Override
  public String toString() {
    return kind + "/" + id;
  }
}
