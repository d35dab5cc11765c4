package io.apg.mesh.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Something that happened in the running mesh, once or several times in a row.
 *
 * @param id rises in the order of events; 0 = not stored yet
 * @param time when it happened first
 * @param lastTime when it happened last
 * @param count how often
 * @param proxy the node id of the proxy it is about; empty = none
 * @param objects the registry's objects it is about
 * @param message one line for people
 * @param revision the registry's newest revision then
 * @param details more of it, for programs
 */
public record EventRecord(
    long id,
    Instant time,
    Instant lastTime,
    int count,
    String tenant,
    String type,
    String proxy,
    List<ObjectName> objects,
    String message,
    long revision,
    Map<String, String> details) {
  public EventRecord {
    objects = List.copyOf(objects);
    details = Map.copyOf(details);
  }

  /** The same, as it is stored. */
  public EventRecord withId(long stored) {
    return new EventRecord(
        stored, time, lastTime, count, tenant, type, proxy, objects, message, revision, details);
  }

  /** This, and then {@code more} of the same. */
  public EventRecord plus(EventRecord more) {
    return new EventRecord(
        id,
        time,
        more.lastTime,
        count + more.count,
        tenant,
        type,
        proxy,
        objects,
        message,
        revision,
        details);
  }

  /** An object by the words of the API; it may be gone by now. */
  public record ObjectName(String kind, String id) {}
}
