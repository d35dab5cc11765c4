package io.apg.mesh.snapshot;

import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * All views as of one moment.
 *
 * @param id grows by one with each publication
 * @param revision of the registry it shows
 */
public record Publication(long id, long revision, PMap<String, View> views) {
  /** Before the first one. */
  public static final Publication NONE = new Publication(0, 0, HashTreePMap.empty());

  /** The view of that name. */
  public @Nullable View view(String name) {
    return views.get(name);
  }
}
