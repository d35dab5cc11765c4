package io.apg.mesh.controlplane.simulation;

import io.apg.mesh.snapshot.Delivery;

/** A fault put into a simulation, to see that it is found. */
enum Flaw {
  NONE,
  /** Sessions send everything as it is published. */
  NO_GATE,
  /** One of many responses never comes, and its stream goes on. */
  LOST_RESPONSE,
  /** A replica learns of a change, but not of all that it touched. */
  FORGOTTEN_CHANGE;

  Delivery delivery() {
    return this == NO_GATE ? Delivery.AS_PUBLISHED : Delivery.MAKE_BEFORE_BREAK;
  }
}
