package io.apg.mesh.cli.objects;

import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.text.Ages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What tables and pages say of objects. Stateless. */
public final class Cells {
  /** The types of xDS in the order in which they are shown. */
  public static final List<String> TYPES = List.of("cds", "eds", "lds", "srds", "rds");

  private Cells() {}

  static String age(Json object, Instant now) {
    return Ages.of(object.get("created_at").text(), now);
  }

  static String since(Json time, Instant now) {
    return time.text().isEmpty() ? "" : Ages.of(time.text(), now) + " ago";
  }

  /** A word of the API as tables show it. */
  public static String upper(Json word) {
    return word.text().toUpperCase(Locale.ROOT);
  }

  /** A word of the API as tables show it. */
  public static String upperWord(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  static String texts(Json list) {
    return list.items().stream().map(Json::text).collect(Collectors.joining(", "));
  }

  static String labels(Json map) {
    return map.fields().entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue().text())
        .collect(Collectors.joining(", "));
  }

  /** How many endpoints answer; nothing where nobody has looked. */
  static String healthy(Json service) {
    List<Json> all = service.get("endpoints").items();
    long unknown = all.stream().filter(e -> e.get("health").text().equals("unknown")).count();
    if (unknown == all.size()) {
      return "";
    }
    return all.stream().filter(e -> e.get("health").text().equals("healthy")).count()
        + "/"
        + all.size();
  }

  /** The names a service is called by, the way manifests write them. */
  static List<String> references(Json service) {
    String name = service.get("service_name").text();
    String qualified = name + "." + service.get("namespace").text();
    String version = "@" + service.get("service_version").text();
    return List.of(name, qualified, name + version, qualified + version);
  }

  static String address(Json endpoint) {
    String host = endpoint.get("host").text();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.get("port").text();
  }

  /** What a route takes, in a line. */
  static String match(Json route) {
    List<String> parts = new ArrayList<>();
    parts.add(route.get("match_type").text() + " " + route.get("match_value").text());
    if (!route.get("methods").items().isEmpty()) {
      parts.add(
          route.get("methods").items().stream().map(Json::text).collect(Collectors.joining("|")));
    }
    int more = route.get("headers").items().size() + route.get("query").items().size();
    if (more > 0) {
      parts.add("+" + more);
    }
    return String.join(" ", parts);
  }

  /** A condition on a header or parameter. */
  static String condition(Json condition) {
    List<String> parts = new ArrayList<>();
    if (condition.get("invert").isTrue()) {
      parts.add("not");
    }
    parts.add(condition.get("name").text());
    condition
        .fields()
        .forEach(
            (name, value) -> {
              if (!name.equals("name") && !name.equals("invert") && !value.isNone()) {
                parts.add(name + " " + value.text());
              }
            });
    return String.join(" ", parts);
  }

  /** The shares of a split, by service. */
  static Map<String, String> shares(Json route) {
    List<Json> all = route.get("destination_services").items();
    long sum = all.stream().mapToLong(d -> d.get("weight").number()).sum();
    Map<String, String> shares = new LinkedHashMap<>();
    for (Json one : all) {
      long weight = one.get("weight").number();
      shares.put(one.get("service_id").text(), sum == 0 ? "0%" : percent(100.0 * weight / sum));
    }
    return shares;
  }

  /** A share, to two places at most. */
  public static String percent(Json share) {
    return share.text().isEmpty() ? "" : percent(Double.parseDouble(share.text()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f", share).replaceAll("\\.?0+$", "") + "%";
  }

  static String split(Json route) {
    return shares(route).entrySet().stream()
        .map(one -> one.getKey() + " " + one.getValue())
        .collect(Collectors.joining(", "));
  }

  /** {@code kind/id} of a reference, which may also be text. */
  public static String reference(Json object) {
    return object.isObject()
        ? object.get("kind").text() + "/" + object.get("id").text()
        : object.text();
  }

  static String references(List<Json> objects) {
    return objects.stream().map(Cells::reference).collect(Collectors.joining(", "));
  }

  /** When a proxy answered last. */
  static String lastAck(Json proxy, Instant now) {
    return TYPES.stream()
        .map(type -> proxy.path("types." + type + ".acked_at").text())
        .max(String::compareTo)
        .filter(time -> !time.isEmpty())
        .map(time -> Ages.of(time, now) + " ago")
        .orElse("");
  }

  /** Why a type of a proxy is not in sync; empty where it is. */
  public static String reason(Json type) {
    String refused = type.path("error.message").text();
    if (!refused.isEmpty()) {
      return refused.lines().findFirst().orElse("");
    }
    String waiting = texts(type.get("waiting_for"));
    return waiting.isEmpty() ? "" : "waits for " + waiting;
  }
}
