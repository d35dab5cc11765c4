package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A response while it is put together. */
final class Batch {
  private final int limit;
  private final long number;
  final Map<String, Sent.Change> changes = new LinkedHashMap<>();
  final List<Resource> resources = new ArrayList<>();
  final List<String> removed = new ArrayList<>();
  private int bytes;

  Batch(long number, int limit) {
    this.number = number;
    this.limit = limit;
  }

  void send(Held before, Resource resource) {
    changes.put(resource.name(), new Sent.Change(number, before, resource));
    resources.add(resource);
    bytes += resource.body().size() + resource.name().length();
  }

  void remove(Held before, String name) {
    changes.put(name, new Sent.Change(number, before, null));
    removed.add(name);
    bytes += name.length();
  }

  long number() {
    return number;
  }

  boolean isFull() {
    return bytes >= limit;
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }
}
