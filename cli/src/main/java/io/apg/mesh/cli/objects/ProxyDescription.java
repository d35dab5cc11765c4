package io.apg.mesh.cli.objects;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.text.Ages;
import io.apg.mesh.cli.text.Page;
import io.apg.mesh.cli.text.Table.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The page of a proxy: what it has, what it refused, and whose object that was. */
final class ProxyDescription {
  private final ControlPlane api;
  private final Instant now;

  ProxyDescription(ControlPlane api, Instant now) {
    this.api = api;
    this.now = now;
  }

  void write(Json proxy, Page page) {
    page.fact("Node", proxy.get("node_id").text())
        .fact("Service", proxy.get("service").text())
        .fact("Namespace", proxy.get("namespace").text())
        .fact("Role", proxy.get("role").text())
        .fact("Runs", "Envoy " + proxy.get("version").text() + " at " + proxy.get("address").text())
        .fact(
            "Connected",
            Ages.of(proxy.get("connected_since").text(), now)
                + ", "
                + proxy.get("protocol").text()
                + " xDS")
        .fact("Status", Cells.upper(proxy.get("status")))
        .fact(
            "Revision",
            proxy.get("acked_revision").text()
                + " taken over, "
                + proxy.get("served_revision").text()
                + " sent");
    List<List<String>> rows = new ArrayList<>();
    for (String word : Cells.TYPES) {
      Json type = proxy.path("types." + word);
      if (!type.isObject()) {
        continue; // it has not asked for these
      }
      rows.add(
          List.of(
              word.toUpperCase(Locale.ROOT),
              Cells.upper(type.get("status")),
              type.get("served").text(),
              type.get("acked").text(),
              type.get("resources").text(),
              Cells.since(type.get("acked_at"), now),
              type.get("error").isObject() ? "refused, see below" : Cells.reason(type)));
    }
    page.table(
        "Resources",
        List.of(
            Head.of("TYPE", 0),
            Head.of("STATUS", 0),
            Head.of("SERVED", 4),
            Head.of("ACKED", 4),
            Head.number("RESOURCES", 2),
            Head.number("LAST ACK", 3),
            Head.of("REASON", 1)),
        rows);
    Cells.TYPES.forEach(word -> rejection(word, proxy.path("types." + word + ".error"), page));
    new WaitingDescription(api, now).write(proxy, page);
  }

  private void rejection(String word, Json error, Page page) {
    if (!error.isObject()) {
      return;
    }
    page.line("")
        .line(
            word.toUpperCase(Locale.ROOT)
                + " refused "
                + Cells.since(error.get("time"), now)
                + ": "
                + Cells.texts(error.get("resources")));
    error.get("message").text().lines().forEach(line -> page.line("  Envoy:  " + line));
    for (Json object : error.get("objects").items()) {
      page.line("  Cause:  " + Cells.reference(object) + Descriptions.origin(api, object, now));
      page.line(
          "  Try:    meshctl describe "
              + object.get("kind").text()
              + " "
              + object.get("id").text());
    }
  }
}
