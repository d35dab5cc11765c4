package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.process.Await;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A mesh that changes at random over REST while it is used, and what must be in effect after each
 * change. {@code orders.shop} and {@code cart.shop} always answer; beside them services come and
 * go, endpoints move, splits shift, versions drain, load balancers and routes are edited, sidecars
 * of {@code svc_cart} see more or less of it, and live traffic is pointed to a new service while
 * its old one is deleted. Each change moves a path of {@value #MARKER}, so that one request tells
 * whether it is in effect. Thread-safe.
 */
final class ChangingMesh {
  static final String ORDERS = "orders.shop";
  static final String CART = "cart.shop";
  static final String MARKER = "marker.shop";

  private static final List<String> ALGORITHMS =
      List.of("round_robin", "least_request", "random", "ring_hash", "maglev");

  private final MeshApi api;
  private final Random random;
  private final List<EchoBackend> backends;
  private final TreeMap<String, Set<String>> endpoints = new TreeMap<>();
  private List<String> last = List.of();
  private int changes;
  private int extras;
  private String extra = "";
  private boolean draining;

  /** Registers what always answers; {@code backends} are what all services run on. */
  ChangingMesh(MeshApi api, List<EchoBackend> backends) throws Exception {
    this.api = api;
    this.random = Effort.random();
    this.backends = List.copyOf(backends);
    List<String> objects = new ArrayList<>();
    objects.add(service("orders", "v1"));
    objects.add(service("orders", "v2"));
    objects.add(service("cart", "v1"));
    objects.add(marker());
    objects.add(newExtra());
    objects.add(split());
    apply(objects);
  }

  /** Makes one change; returns its number, which {@link #path} takes. */
  synchronized int change() throws Exception {
    changes++;
    List<String> objects = new ArrayList<>(List.of(marker()));
    switch (random.nextInt(7)) {
      case 0 -> objects.add(service("cart", "v1"));
      case 1 -> objects.add(service("orders", random.nextBoolean() ? "v1" : "v2"));
      case 2 -> objects.add(split());
      case 3 -> objects.add(balancer());
      case 4 -> objects.add(secondVersion());
      case 5 -> objects.add(cartOfOtherReach());
      default -> replaceExtra(objects);
    }
    apply(objects);
    return changes;
  }

  /** Of {@value #MARKER}: it answers once a change is in effect, and until the next one is. */
  static String path(int change) {
    return "/n" + change;
  }

  /** The number of the newest change. */
  synchronized int newest() {
    return changes;
  }

  /** Waits until a proxy has exactly this mesh, and shows it to its clients. */
  synchronized void awaitOn(Mesh.Running proxy) throws InterruptedException {
    proxy.await(
        "at change " + changes + ", " + Effort.described(),
        Mesh.LATER,
        () -> proxy.status(MARKER, path(changes)) == 200);
    // Clusters of services that have gone may stay for a while.
    await(proxy, clusters -> clusters.entrySet().containsAll(endpoints.entrySet()));
  }

  private void await(Mesh.Running proxy, Predicate<Map<String, Set<String>>> expected)
      throws InterruptedException {
    AtomicReference<Map<String, Set<String>>> seen = new AtomicReference<>(Map.of());
    boolean held =
        Await.holds(
            Mesh.LATER,
            () -> {
              seen.set(EnvoyContent.clusters(proxy.envoy()));
              return expected.test(seen.get());
            });
    assertThat(held)
        .as(
            "%s: %s\n has %s\n not %s",
            proxy.envoy().directory(), Effort.described(), seen, endpoints)
        .isTrue();
  }

  /** The same for all of them, before anything else changes. */
  synchronized void awaitOn(Collection<Mesh.Running> proxies) throws InterruptedException {
    for (Mesh.Running proxy : proxies) {
      awaitOn(proxy);
    }
  }

  /** Waits until a proxy has nothing else either. */
  synchronized void awaitOnlyOn(Mesh.Running proxy) throws InterruptedException {
    awaitOn(proxy);
    await(proxy, endpoints::equals);
  }

  private String service(String name, String version) {
    List<EchoBackend> some = new ArrayList<>(backends);
    Collections.shuffle(some, random);
    some = some.subList(0, 1 + random.nextInt(some.size()));
    String[] addresses =
        some.stream().map(backend -> "127.0.0.1:" + backend.port()).toArray(String[]::new);
    String id = "svc_" + name.replace('-', '_') + (version.equals("v1") ? "" : "_" + version);
    endpoints.put(id, new TreeSet<>(Set.of(addresses)));
    return Objects.service(name, "shop", version, addresses);
  }

  private String marker() {
    return Objects.route("marker", "\"" + MARKER + "\"", path(changes), "svc_cart=1")
        .replace("\"match_value\"", "\"match_type\": \"exact\", \"match_value\"");
  }

  private String split() {
    String[] destinations = {
      "svc_orders=" + (1 + random.nextInt(99)),
      "svc_orders_v2=" + random.nextInt(99),
      extra + "=" + random.nextInt(99)
    };
    return Objects.route("split", "\"" + ORDERS + "\"", "/", destinations)
        .replace(
            "\"match_value\"",
            "\"timeout_ms\": %d, \"retry_attempts\": %d, \"priority\": %d, \"match_value\""
                .formatted(
                    20_000 + random.nextInt(9_000), 1 + random.nextInt(5), random.nextInt(3)));
  }

  private String balancer() {
    String users =
        Set.of("svc_orders", "svc_orders_v2", "svc_cart").stream()
            .sorted()
            .filter(user -> random.nextBoolean())
            .map(user -> "\"" + user + "\"")
            .collect(Collectors.joining(", "));
    return """
        {"kind": "load_balancer", "load_balancer_name": "some", "algorithm": "%s",
         "session_affinity": %s, "max_connections": %d, "service_ids": [%s]}
        """
        .formatted(
            ALGORITHMS.get(random.nextInt(ALGORITHMS.size())),
            random.nextBoolean(),
            500 + random.nextInt(500),
            users);
  }

  /** The second version stops taking requests, or takes them again. */
  private String secondVersion() {
    draining = !draining;
    return service("orders", "v2")
        .replace(
            "\"kind\"", "\"status\": \"%s\", \"kind\"".formatted(draining ? "draining" : "active"));
  }

  /** Its own sidecars see less of the mesh, or all of it again: they follow another view. */
  private String cartOfOtherReach() {
    String reach = random.nextBoolean() ? "tenant" : "declared";
    return service("cart", "v1")
        .replace(
            "\"kind\"",
            "\"reach\": \"%s\", \"dependencies\": [\"svc_orders\"], \"kind\"".formatted(reach));
  }

  private String newExtra() {
    extras++;
    extra = "svc_extra_" + extras;
    return service("extra-" + extras, "v1");
  }

  /** The split is pointed to a new service instead of one that is deleted. */
  private void replaceExtra(List<String> objects) {
    String gone = extra;
    endpoints.remove(gone);
    objects.add(newExtra());
    objects.add(split());
    objects.add(
        "{\"kind\": \"service\", \"service_id\": \"%s\", \"delete\": true}".formatted(gone));
  }

  /** Makes the last change once more: where its answer was lost, it may have been made or not. */
  synchronized void repeat() throws Exception {
    apply(last.stream().filter(object -> !object.contains("\"delete\": true")).toList());
  }

  private void apply(List<String> objects) throws Exception {
    last = List.copyOf(objects);
    ApiAnswer answer = api.post("/api/apply", Objects.apply(objects.toArray(String[]::new)));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  /** Backends for all of it, kept by a test's mesh. */
  static List<EchoBackend> backends(Mesh mesh) throws Exception {
    List<EchoBackend> all = new ArrayList<>();
    for (int i : IntStream.range(0, 5).toArray()) {
      all.add(mesh.backend("any", "v" + i));
    }
    return all;
  }
}
