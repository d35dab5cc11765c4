package io.apg.mesh.controlplane.envoy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Routes and requests by chance, from words that often meet: equal seeds, equal meshes. */
final class GeneratedMesh {
  static final List<String> SERVICES =
      List.of("svc_cart", "svc_orders", "svc_orders_v2", "svc_search", "svc_ledger", "svc_stock");
  private static final List<String> HOSTS =
      List.of(
          "orders.shop",
          "cart",
          "search.shop.mesh",
          "ledger.money",
          "shop.example.com",
          "*.example.com",
          "*.api.example.com",
          "nobody.example.org");
  private static final List<String> PREFIXES = List.of("/", "/a", "/a/", "/a/b", "/b");
  private static final List<String> PATHS =
      List.of("/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/b", "/b/1", "/B", "/c.html");
  private static final List<String> REGEXES =
      List.of("/a/.*", "/[ab]", "/b/[0-9]+", ".*html", "/a(/b)?/c");
  private static final List<String> METHODS = List.of("GET", "POST", "DELETE");
  private static final List<String> VALUES = List.of("", "1", "10", "beta", "x y");

  private final Random random;

  GeneratedMesh(long seed) {
    this.random = new Random(seed);
  }

  /** A request; the parameter {@code n} of its path is its number. */
  record Request(String method, String host, String path, Map<String, String> headers) {}

  List<String> routes(int count) {
    List<String> routes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      routes.add(route(i));
    }
    return routes;
  }

  private String route(int number) {
    int type = random.nextInt(4);
    String match =
        type == 0
            ? "\"match_type\": \"exact\", \"match_value\": \"" + pick(PATHS) + "\""
            : type == 1
                ? "\"match_type\": \"regex\", \"match_value\": \"" + pick(REGEXES) + "\""
                : "\"match_type\": \"prefix\", \"match_value\": \"" + pick(PREFIXES) + "\"";
    List<String> parts = new ArrayList<>();
    parts.add("\"kind\": \"route\", \"route_name\": \"r" + number + "\"");
    parts.add(match);
    if (random.nextInt(4) > 0) {
      parts.add("\"hosts\": " + quoted(some(HOSTS, 1 + random.nextInt(2))));
    }
    if (random.nextInt(4) == 0) {
      parts.add("\"methods\": " + quoted(some(METHODS, 1 + random.nextInt(2))));
    }
    if (random.nextInt(3) == 0) {
      parts.add("\"headers\": [" + condition("x-test") + "]");
    }
    if (random.nextInt(4) == 0) {
      parts.add("\"query\": [" + condition("q") + "]");
    }
    parts.add("\"priority\": " + random.nextInt(3));
    parts.add("\"enabled\": " + (random.nextInt(12) > 0));
    parts.add("\"destination_services\": [" + destinations() + "]");
    return "{" + String.join(", ", parts) + "}";
  }

  private String condition(String name) {
    String how =
        switch (random.nextInt(4)) {
          case 0 -> "\"exact\": \"" + pick(VALUES) + "\"";
          case 1 -> "\"prefix\": \"1\"";
          case 2 -> "\"regex\": \"[0-9]+\"";
          default -> "\"present\": true";
        };
    return "{\"name\": \"" + name + "\", " + how + ", \"invert\": " + random.nextBoolean() + "}";
  }

  private String destinations() {
    return some(SERVICES, 1 + random.nextInt(3)).stream()
        .map(id -> "{\"service_id\": \"" + id + "\", \"weight\": " + (1 + random.nextInt(9)) + "}")
        .collect(Collectors.joining(", "));
  }

  Request request(int number) {
    List<String> hosts = new ArrayList<>(HOSTS);
    hosts.replaceAll(host -> host.replace("*", "x" + random.nextInt(3)));
    hosts.addAll(List.of("orders", "orders.shop:8080", "Cart", "stock", "ledger", "unknown"));
    Map<String, String> headers = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      headers.put("x-test", pick(VALUES).replace(" ", "_"));
    }
    String query = random.nextBoolean() ? "&q=" + pick(VALUES).replace(" ", "%20") : "";
    return new Request(pick(METHODS), pick(hosts), pick(PATHS) + "?n=" + number + query, headers);
  }

  private String pick(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private List<String> some(List<String> words, int count) {
    List<String> rest = new ArrayList<>(words);
    while (rest.size() > count) {
      rest.remove(random.nextInt(rest.size()));
    }
    return rest;
  }

  private static String quoted(List<String> words) {
    return words.stream()
        .map(word -> "\"" + word + "\"")
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
