package io.apg.mesh.snapshot;

/** How the snapshots of a source reach clients. */
public enum Delivery {
  /**
   * In an order that loses no request: what is pointed to comes before what points to it, is gone
   * after it, and what a client refused is withheld from it.
   */
  MAKE_BEFORE_BREAK,
  /** As they are, at once: order and consistency are the business of whoever publishes. */
  AS_PUBLISHED
}
