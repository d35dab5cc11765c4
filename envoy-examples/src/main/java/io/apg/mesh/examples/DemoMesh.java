package io.apg.mesh.examples;

import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.http.Upstream;
import io.apg.mesh.examples.process.EnvoyProcess;
import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * The demo's mesh: a control plane, a catalog in two versions, a shop that calls it through its
 * sidecar, and a gateway. All parts but the applications are processes. Not thread-safe.
 */
final class DemoMesh implements Closeable {
  private static final String V1 = "v1.0.0";
  private static final String V2 = "v2.0.0";
  private static final Duration SERVING_BOUND = Duration.ofSeconds(15);

  private final Deque<Closeable> parts = new ArrayDeque<>();
  private final DemoPlaces places;
  private final MeshdProcess meshd;
  private final DemoRegistry registry;
  private final String catalog;
  private final String catalogV2;
  private final String splitRoute;

  /** Starts everything and waits until requests go through. */
  static DemoMesh start(MeshdLaunch launch, DemoPlaces places)
      throws IOException, InterruptedException {
    MeshdProcess meshd =
        launch
            .set("server.http.port", String.valueOf(places.http()))
            .set("server.xds.port", String.valueOf(places.xds()))
            .set("server.admin.port", String.valueOf(places.admin()))
            .start();
    return new DemoMesh(places, meshd);
  }

  private DemoMesh(DemoPlaces places, MeshdProcess meshd) throws IOException, InterruptedException {
    this.places = places;
    this.meshd = meshd;
    parts.push(meshd::close);
    try {
      String token = meshd.token("demo", "admin");
      writePrivately("token", token);
      writePrivately("auth", "Authorization: Bearer " + token);
      registry = new DemoRegistry(new MeshApi(meshd.http(), token));
      catalog = registry.register("catalog", V1, backend("catalog", V1).port());
      catalogV2 = registry.register("catalog", V2, backend("catalog", V2).port());
      String shop = registry.register("shop", V1, places.shop());
      splitRoute = registry.route("catalog-split", DemoRegistry.SPLIT_PATH, split(100, 0));
      registry.route("shop", "/", Map.of(shop, 1));
      startProxies(shop, shop().port());
      awaitServing();
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  DemoPlaces places() {
    return places;
  }

  DemoRegistry registry() {
    return registry;
  }

  /** Where the token is, and what curl needs beside it. */
  Path directory() {
    return meshd.directory();
  }

  String splitRoute() {
    return splitRoute;
  }

  /** How many Envoys there are. */
  int proxies() {
    return 2;
  }

  /** The two versions of the catalog, as they name themselves in answers. */
  static String answering(boolean second) {
    return "catalog@" + (second ? V2 : V1);
  }

  /** Moves the split and returns the revision. */
  long moveSplit(int first, int second) throws IOException, InterruptedException {
    return registry.split(splitRoute, split(first, second));
  }

  /** Starts another instance of the catalog's first version, registers it, returns the revision. */
  long grow() throws IOException, InterruptedException {
    return registry.addEndpoint(catalog, backend("catalog", V1));
  }

  @Override
  public void close() throws IOException {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  private Map<String, Integer> split(int first, int second) {
    return Map.of(catalog, first, catalogV2, second);
  }

  private EchoBackend backend(String name, String version) throws IOException {
    return started(EchoBackend.start(name, version));
  }

  private EchoBackend shop() throws IOException {
    Upstream catalogByName =
        new Upstream(
            () -> DemoPlaces.address(places.sidecar()), "catalog", DemoRegistry.SPLIT_PATH);
    return started(EchoBackend.start("shop", V1, DemoPlaces.address(0), catalogByName));
  }

  private EchoBackend started(EchoBackend backend) {
    parts.push(backend::close);
    return backend;
  }

  private void startProxies(String shop, int application) throws IOException, InterruptedException {
    String inbound = DemoPlaces.text(places.shop()) + "=" + DemoPlaces.text(application);
    envoy(
        "sidecar",
        registry.bootstrap(
            shop + "~demo",
            Map.of("outbound", DemoPlaces.text(places.sidecar()), "inbound", inbound)));
    envoy(
        "gateway",
        registry.bootstrap(
            "edge~demo", Map.of("role", "gateway", "listen", DemoPlaces.text(places.gateway()))));
  }

  private void envoy(String name, String bootstrap) throws IOException, InterruptedException {
    EnvoyProcess envoy = EnvoyProcess.with(bootstrap).named(name).start();
    parts.push(envoy::close);
  }

  private void awaitServing() throws InterruptedException {
    awaitAnswer(places.sidecar(), "catalog", DemoRegistry.SPLIT_PATH);
    awaitAnswer(places.gateway(), "localhost", DemoRegistry.SPLIT_PATH);
    awaitAnswer(places.gateway(), "localhost", "/");
  }

  private void awaitAnswer(int port, String host, String path) throws InterruptedException {
    InetSocketAddress address = DemoPlaces.address(port);
    meshd.await(
        "serving " + host + path + " on port " + port,
        SERVING_BOUND,
        () -> HttpConnection.get(address, host, path).status() == 200);
  }

  private void writePrivately(String file, String text) throws IOException {
    Path path = directory().resolve(file);
    Files.createFile(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(path, text + "\n");
  }
}
