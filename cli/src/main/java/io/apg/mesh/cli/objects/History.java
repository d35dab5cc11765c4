package io.apg.mesh.cli.objects;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which of the newest revisions changed a service or its endpoints, also those that are gone. */
final class History {
  private static final int SEARCHED = 500;
  private static final int SHOWN = 5;
  private static final int NAMED = 2;

  private final ControlPlane api;
  private final Instant now;

  History(ControlPlane api, Instant now) {
    this.api = api;
    this.now = now;
  }

  /** Rows of a table: number, time, who, what was done, to which objects; the newest first. */
  List<List<String>> ofService(String id) {
    List<List<String>> rows = new ArrayList<>();
    for (Json revision : Kind.REVISION.list(api, SEARCHED)) {
      List<Json> changes =
          revision.get("changes").items().stream().filter(change -> isOf(id, change)).toList();
      if (!changes.isEmpty() && rows.size() < SHOWN) {
        rows.add(
            List.of(
                revision.get("number").text(),
                Cells.since(revision.get("time"), now),
                revision.get("actor").text(),
                revision.get("summary").text(),
                objects(changes)));
      }
    }
    return rows;
  }

  private static String objects(List<Json> changes) {
    int more = changes.size() - NAMED;
    String named = Cells.references(changes.subList(0, Math.min(NAMED, changes.size())));
    return more > 0 ? named + " and " + more + " more" : named;
  }

  /** An endpoint's id is made of its service's: ep_orders~127.0.0.1~80 of svc_orders. */
  private static boolean isOf(String service, Json change) {
    String id = change.get("id").text();
    return switch (change.get("kind").text()) {
      case "service" -> id.equals(service);
      case "endpoint" -> id.startsWith(service.replaceFirst("^svc_", "ep_") + "~");
      default -> false;
    };
  }
}
