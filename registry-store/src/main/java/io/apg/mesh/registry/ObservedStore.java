package io.apg.mesh.registry;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Keeps what was observed of the running mesh, beside the registry: losing some of it at a crash
 * harms nothing that was configured. Thread-safe; every method does I/O and throws {@link
 * StoreUnavailableException} when that fails.
 */
public interface ObservedStore {
  /** Every proxy's memory, the one that changed last first. */
  List<ProxyMemory> proxyMemories();

  /** Replaces the memories of these proxies; one with an empty body is forgotten. */
  void putProxyMemories(Collection<ProxyMemory> changed);

  /**
   * Forgets memories that did not change since {@code before}, and, the oldest first, those beyond
   * {@code most} in number or {@code bytes} in size.
   */
  void trimProxyMemories(Instant before, int most, long bytes);

  /**
   * Adds events, in order; one with an id that is there already takes its place.
   *
   * @return their ids, in the same order
   */
  List<Long> putEvents(List<EventRecord> events);

  /** The events that {@code query} asks for, newest first. */
  List<EventRecord> events(EventQuery query);

  /** Forgets events that are older than {@code before}, and the oldest beyond {@code most}. */
  void trimEvents(Instant before, int most);
}
