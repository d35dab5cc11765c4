package io.apg.mesh.session;

/** Why refused content is not withheld any more. */
public enum RejectionEnd {
  /** The node has accepted other content. */
  MENDED,
  /** What it had before is wanted again. */
  ROLLED_BACK,
  /** Nothing of that name is wanted any more. */
  DELETED
}
