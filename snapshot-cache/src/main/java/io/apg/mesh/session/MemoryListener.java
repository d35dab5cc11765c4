package io.apg.mesh.session;

/** Hears what becomes of a node's memory, on the thread of the stream that changed it. */
public interface MemoryListener {
  /** Hears nothing. */
  MemoryListener NONE = new MemoryListener() {};

  /** Something changed that is to outlive the process. */
  default void changed() {}

  /** Content was refused, and is withheld from now on. */
  default void refused(Rejection rejection) {}

  /** Nothing that was refused of a fragment is wanted any more. */
  default void ended(Rejection rejection, RejectionEnd end) {}
}
