package io.apg.mesh.registry.body;

import io.apg.mesh.registry.EventRecord;
import io.apg.mesh.registry.EventRecord.ObjectName;
import java.util.List;
import java.util.Map;

/** What of an event is stored as JSON. */
public record EventBody(List<ObjectName> objects, Map<String, String> details) {
  /** The body of an event. */
  public static String write(EventRecord event) {
    return ObjectBodies.text(new EventBody(event.objects(), event.details()));
  }

  /**
   * Reads it back.
   *
   * @throws IllegalArgumentException when the text is not such a body
   */
  public static EventBody read(String body) {
    return ObjectBodies.read(body, EventBody.class);
  }
}
