package io.apg.mesh.controlplane.publish;

import io.apg.mesh.snapshot.Publication;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Which revision each of the last publications showed. Thread-safe. */
final class RevisionLog {
  private static final int KEPT = 4096;

  private final ConcurrentSkipListMap<Long, Long> revisions = new ConcurrentSkipListMap<>();

  void add(Publication publication) {
    revisions.put(publication.id(), publication.revision());
    if (revisions.size() > KEPT) {
      revisions.pollFirstEntry();
    }
  }

  /** 0 = it is too long ago. */
  long of(long publication) {
    Map.Entry<Long, Long> entry = revisions.floorEntry(publication);
    return entry == null ? 0 : entry.getValue();
  }
}
