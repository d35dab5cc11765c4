package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Bounded;
import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What an Envoy says it has, from its admin port. Immutable. */
final class EnvoyDump {
  /** Where the dump has the resources of a type: the lists, and the key of the resource in them. */
  private static final Map<String, List<String>> PLACES =
      Map.of(
          "cds", List.of("dynamic_active_clusters", "cluster"),
          "eds", List.of("dynamic_endpoint_configs", "endpoint_config"),
          "lds", List.of("dynamic_listeners", "active_state.listener"),
          "srds", List.of("dynamic_scoped_route_configs", "scoped_route_configs"),
          "rds", List.of("dynamic_route_configs", "route_config"));

  private final Json dump;

  private EnvoyDump(Json dump) {
    this.dump = dump;
  }

  /** Asks an Envoy. */
  static EnvoyDump fetch(String admin, Duration timeout) {
    String url = admin.replaceFirst("/$", "") + "/config_dump?include_eds";
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
      connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
      try (InputStream body = connection.getInputStream()) {
        return new EnvoyDump(JsonText.read(Bounded.text(body, admin)));
      }
    } catch (IOException | IllegalArgumentException | ClassCastException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "UNAVAILABLE",
          "cannot reach Envoy's admin port at " + admin + " (" + e.getMessage() + ")",
          "start Envoy with an admin port: meshctl bootstrap NODE --admin-port 9901");
    }
  }

  /** Its resources of a type by name, in the form in which they can be compared. */
  Map<String, Json> resources(String type) {
    List<String> place = PLACES.getOrDefault(type, List.of("", ""));
    List<Json> found = new ArrayList<>();
    for (Json config : dump.get("configs").items()) {
      for (Json entry : config.get(place.get(0)).items()) {
        Json content = entry.path(place.get(1));
        for (Json resource : type.equals("srds") ? content.items() : List.of(content)) {
          String name = resource.get(type.equals("eds") ? "cluster_name" : "name").text();
          // A listener that was refused stands here too, without content.
          if (!name.isEmpty()) {
            found.add(Json.object("name", name, "body", resource));
          }
        }
      }
    }
    return comparable(type, found);
  }

  /**
   * Bodies by name. Of endpoints, addresses alone: Envoy shows them as its load balancer sees them,
   * not as they were sent.
   */
  static Map<String, Json> comparable(String type, List<Json> resources) {
    Map<String, Json> byName = new LinkedHashMap<>();
    for (Json resource : resources) {
      Json body = resource.get("body").without("@type");
      byName.put(
          resource.get("name").text(),
          type.equals("eds")
              ? Json.object("endpoints", List.copyOf(addresses(body)))
              : canonical(body));
    }
    return byName;
  }

  private static Set<String> addresses(Json assignment) {
    TreeSet<String> addresses = new TreeSet<>();
    for (Json group : assignment.get("endpoints").items()) {
      for (Json endpoint : group.get("lb_endpoints").items()) {
        Json socket = endpoint.path("endpoint.address.socket_address");
        addresses.add(socket.get("address").text() + ":" + socket.get("port_value").text());
      }
    }
    return addresses;
  }

  /** Fields in the order of their names, so that equal content is equal. */
  private static Json canonical(Json value) {
    if (value.isList()) {
      return Json.of(value.items().stream().map(EnvoyDump::canonical).toList());
    }
    if (!value.isObject()) {
      return value;
    }
    Map<String, Json> sorted = new LinkedHashMap<>();
    value.fields().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(field -> sorted.put(field.getKey(), canonical(field.getValue())));
    return Json.of(sorted);
  }
}
