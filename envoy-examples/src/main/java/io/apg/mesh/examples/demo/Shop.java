package io.apg.mesh.examples.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.process.ChildProcess;
import io.apg.mesh.examples.process.Command;
import io.apg.mesh.examples.process.EnvoyProcess;
import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shop of {@code topology.yaml} on this machine: a control plane, every application, a sidecar
 * for each, and a gateway; all of them processes. Not thread-safe.
 */
final class Shop implements Closeable {
  private static final Duration SERVING_BOUND = Duration.ofSeconds(30);

  private final Deque<Closeable> parts = new ArrayDeque<>();
  private final Map<Topology.Instance, ChildProcess> starting = new LinkedHashMap<>();
  private final Topology topology;
  private final Places places;
  private final MeshdProcess meshd;
  private final Registry registry;
  private final Operator operator;
  private final boolean knownToMeshctl;

  /** Starts everything and waits until requests go through. */
  static Shop start(MeshdLaunch launch, Topology topology, Places places)
      throws IOException, InterruptedException {
    MeshdProcess meshd =
        launch
            .set("server.http.port", String.valueOf(places.http()))
            .set("server.xds.port", String.valueOf(places.xds()))
            .set("server.admin.port", String.valueOf(places.admin()))
            .set("service_mesh.namespace", topology.namespace())
            .start();
    return new Shop(topology, places, meshd);
  }

  private Shop(Topology topology, Places places, MeshdProcess meshd)
      throws IOException, InterruptedException {
    this.topology = topology;
    this.places = places;
    this.meshd = meshd;
    parts.push(meshd::close);
    try {
      String token = meshd.token("demo", "admin");
      TokenFile.writePrivately(directory().resolve("token"), token);
      TokenFile found = TokenFile.write(token);
      knownToMeshctl = found != null && places.http() == 8000;
      if (found != null) {
        parts.push(found::close);
      }
      registry = new Registry(new MeshApi(meshd.http(), token));
      operator = new Operator(places, directory());
      setUp();
      awaitServing();
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  Topology topology() {
    return topology;
  }

  Places places() {
    return places;
  }

  Registry registry() {
    return registry;
  }

  Operator operator() {
    return operator;
  }

  MeshdProcess meshd() {
    return meshd;
  }

  /** Where the token is. */
  Path directory() {
    return meshd.directory();
  }

  /** Whether {@code meshctl} finds server and token by itself. */
  boolean knownToMeshctl() {
    return knownToMeshctl;
  }

  /** How many Envoys there are. */
  int proxies() {
    return topology.instances().size() + 1;
  }

  /** Where the storefront's calls go out; the story makes the same ones. */
  Place caller() {
    return places.of(instance("storefront", 0));
  }

  /** The node whose address {@link #holdLedgerPort} takes. */
  String callerNode() {
    return instance("storefront", 0).nodeId();
  }

  /** The second version of the catalog, as it calls itself in answers. */
  String canary() {
    return instance("catalog", 1).answers();
  }

  /** Moves the catalog's split and returns the revision. */
  long split(int first, int second) throws IOException, InterruptedException {
    Topology.Application catalog = topology.service("catalog");
    return registry.split(
        "route_catalog",
        Map.of(
            catalog.id(catalog.versions().get(0)), first,
            catalog.id(catalog.versions().get(1)), second));
  }

  /** Makes the catalog's second version fail this part of its requests. */
  void failCanary(int percent) throws IOException {
    String application = places.of(instance("catalog", 1)).application();
    HttpConnection.get(Places.socket(application), "catalog", "/fault?percent=" + percent);
  }

  /** A foreign process, as it were: it holds the ledger's port at the storefront's address. */
  ServerSocket holdLedgerPort() throws IOException {
    InetAddress address = InetAddress.getByName(Place.host(caller().outbound()));
    return new ServerSocket(places.ledger(), 1, address);
  }

  /** Registers a tcp service, for which every sidecar is to listen at its port. */
  long addLedger() throws IOException, InterruptedException {
    ObjectNode ledger = JsonNodeFactory.instance.objectNode();
    ledger.put("kind", "service").put("service_name", "ledger").put("service_version", "v1.0.0");
    ledger.put("namespace", topology.namespace()).put("protocol", "tcp");
    ledger.put("outbound_port", places.ledger());
    String endpoint = places.of(instance("payments", 0)).inbound();
    ObjectNode address = ledger.putArray("endpoints").addObject();
    address.put("host", Place.host(endpoint)).put("port", Place.port(endpoint));
    return registry.apply(List.of(ledger));
  }

  @Override
  public void close() throws IOException {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  private Topology.Instance instance(String service, int version) {
    Topology.Application application = topology.service(service);
    return new Topology.Instance(application, application.versions().get(version));
  }

  /** Registers the shop, then starts its applications and, with a bootstrap each, its Envoys. */
  private void setUp() throws IOException, InterruptedException {
    Path manifest = directory().resolve("shop.yaml");
    Files.writeString(manifest, Manifest.yaml(Manifest.of(topology, places::of)));
    String xds = Places.text(places.xds());
    SetUp commands = new SetUp(topology, manifest.toString(), directory().toString(), xds);
    operator.must(commands.apply());
    for (Topology.Instance instance : topology.instances()) {
      start(instance);
    }
    for (Map.Entry<String, List<String>> envoy :
        commands.bootstraps(places::of, places.gateway()).entrySet()) {
      operator.must(envoy.getValue());
      start(envoy.getKey(), Files.readString(Path.of(commands.file(envoy.getKey()))));
    }
  }

  private void start(Topology.Instance instance) throws IOException {
    List<String> words = new ArrayList<>(JavaCommand.small());
    words.addAll(ServiceCommand.words(instance, places.of(instance)));
    Command command =
        new Command(instance.name(), directory(), words, Map.of(), Duration.ofSeconds(2));
    ChildProcess application = ChildProcess.start(command);
    parts.push(application::close);
    starting.put(instance, application);
  }

  private void start(String envoy, String bootstrap) throws IOException, InterruptedException {
    EnvoyProcess process = EnvoyProcess.with(bootstrap).named(envoy).launch();
    parts.push(process::close);
  }

  private void awaitServing() throws InterruptedException {
    for (Map.Entry<Topology.Instance, ChildProcess> entry : starting.entrySet()) {
      String address = places.of(entry.getKey()).application();
      entry
          .getValue()
          .await(
              "listening at " + address,
              SERVING_BOUND,
              () -> HttpConnection.get(Places.socket(address), "", "/health").status() == 200);
    }
    starting.clear();
    awaitAnswer(caller().outbound(), "catalog", "/catalog");
    for (Topology.Rule rule : topology.routes()) {
      awaitAnswer(places.gateway(), "localhost", rule.prefix());
    }
  }

  private void awaitAnswer(String address, String host, String path) throws InterruptedException {
    meshd.await(
        "serving " + host + path + " at " + address,
        SERVING_BOUND,
        () -> HttpConnection.get(Places.socket(address), host, path).status() == 200);
  }
}
