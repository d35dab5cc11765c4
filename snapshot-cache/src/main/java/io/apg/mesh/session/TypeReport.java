package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client has of one type on one stream, as of one moment. Taking it costs the client's
 * session what differs from the snapshot; {@link #resources} does the rest, on any thread.
 */
public final class TypeReport {
  private final XdsType type;
  private final @Nullable Snapshot base;
  private final boolean wildcard;
  private final Supplier<Set<String>> names;
  private final Differences differences;
  private final Map<String, Long> unanswered;

  /**
   * Where a client differs from the snapshot.
   *
   * @param cursor names behind it were not sent yet; null = all were
   */
  record Differences(Map<String, Held> held, @Nullable String cursor) {
    Differences {
      held = Map.copyOf(held);
    }

    Held of(String name, @Nullable Resource wanted) {
      Held differs = held.get(name);
      if (differs != null) {
        return differs;
      }
      return cursor != null && name.compareTo(cursor) > 0 ? Held.ABSENT : Held.of(wanted);
    }
  }

  TypeReport(
      XdsType type,
      @Nullable Snapshot base,
      boolean wildcard,
      Supplier<Set<String>> names,
      Differences differences,
      Map<String, Long> unanswered) {
    this.type = type;
    this.base = base;
    this.wildcard = wildcard;
    this.names = names;
    this.differences = differences;
    this.unanswered = unanswered;
  }

  /** How far a client is with one resource. */
  public enum State {
    /** It was not sent: it does not exist, waits for something, or its turn has not come. */
    NOT_SENT,
    /** It was sent, and there is no answer yet; or a newer one is to follow. */
    STALE,
    /** The client has accepted the newest. */
    SYNCED
  }

  /**
   * One resource that the client asked for.
   *
   * @param version that the client was sent; empty = none
   * @param resource that the client was sent, where it is known
   * @param sentAt when, on the clock of the session; null = it was answered, or sent before
   */
  public record Entry(
      String name,
      State state,
      String version,
      @Nullable Resource resource,
      @Nullable Long sentAt) {}

  /** The type. */
  public XdsType type() {
    return type;
  }

  /** Every resource that the client asked for or has, by name. */
  public List<Entry> resources() {
    Set<String> all = new LinkedHashSet<>();
    if (wildcard && base != null) {
      base.resources(type).forEach(resource -> all.add(resource.name()));
    }
    if (wildcard) {
      all.addAll(differences.held().keySet());
    }
    all.addAll(names.get());
    List<Entry> entries = new ArrayList<>(all.size());
    all.stream().sorted().forEach(name -> entries.add(entry(name)));
    return entries;
  }

  private Entry entry(String name) {
    Resource wanted = base == null ? null : base.resource(type, name);
    Held held = base == null ? Held.ABSENT : differences.of(name, wanted);
    Long sentAt = unanswered.get(name);
    if (held.isAbsent()) {
      return new Entry(name, State.NOT_SENT, "", null, sentAt);
    }
    Resource resource = held.resource();
    if (resource == null && held.is(wanted)) {
      resource = wanted;
    }
    String version = resource == null ? held.version() : resource.version();
    boolean synced = sentAt == null && held.is(wanted);
    return new Entry(
        name,
        synced ? State.SYNCED : State.STALE,
        version == null ? "" : version,
        resource,
        sentAt);
  }
}
