package io.apg.mesh.examples.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.apg.mesh.examples.process.EnvoyLaunch;
import java.util.ArrayList;
import java.util.List;

/** The shop as containers: {@code docker-compose.yml}, made from the topology. */
final class Compose {
  private static final String HEAD =
      """
      # The demo's shop as containers: an application and its Envoy share a network namespace, as in a pod. Made from the demo's
      # topology by `make compose`; do not edit. docs/containers.md says how to run it.
      """;
  private static final String IMAGE = "apg-mesh:${APG_MESH_TAG:-latest}";
  private static final String ENVOY = "envoyproxy/envoy:v1.40.0";
  private static final String CONTROL_PLANE = "control-plane";
  private static final String BOOTSTRAPS = "/bootstrap";
  private static final String MANIFEST = "/shop.yaml";
  private static final String TOKEN = "/tmp/token";

  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));

  private final Topology topology;
  private final SetUp setUp;
  private final ObjectNode file = YAML.createObjectNode();
  private final ObjectNode services;

  private Compose(Topology topology) {
    this.topology = topology;
    this.setUp = new SetUp(topology, MANIFEST, BOOTSTRAPS, CONTROL_PLANE + ":18000");
    this.services = file.putObject("services");
  }

  /** The file's text. */
  static String text(Topology topology) throws JsonProcessingException {
    Compose compose = new Compose(topology);
    compose.controlPlane();
    compose.setUp();
    topology.instances().forEach(compose::instance);
    compose.gateway();
    compose.backing();
    compose.file.putObject("volumes").putNull("registry").putNull("bootstrap").putNull("postgres");
    return HEAD + YAML.writeValueAsString(compose.file);
  }

  /** The registry's objects, with instances where the containers are. */
  static String manifest(Topology topology) throws JsonProcessingException {
    return Manifest.yaml(Manifest.of(topology, Compose::place));
  }

  private static Place place(Topology.Instance instance) {
    return Place.container(instance.name());
  }

  private void controlPlane() {
    ObjectNode service = services.putObject(CONTROL_PLANE);
    service.put("build", ".").put("image", IMAGE);
    ObjectNode environment = service.putObject("environment");
    environment.put("DATABASE_URL", "${DATABASE_URL:-sqlite:/var/lib/apg-mesh/mesh.db}");
    environment.put("JWT_SECRET_KEY", secret());
    environment.put("MESH_NAMESPACE", topology.namespace());
    // Its Envoys bring no tokens; the port is published to nobody outside this network.
    environment.put("MESH_SECURITY_PROXY_AUTHENTICATION_REQUIRED", "false");
    service.putArray("ports").add("127.0.0.1:8000:8000").add("127.0.0.1:18001:18001");
    service.putArray("volumes").add("registry:/var/lib/apg-mesh");
    service.put("stop_grace_period", "10s");
  }

  /** Runs once: a token, the shop's objects, a bootstrap for each Envoy. */
  private void setUp() {
    List<String> lines = new ArrayList<>();
    lines.add("umask 077; meshd token create --subject compose --role admin > " + TOKEN);
    lines.add("umask 022");
    lines.add(meshctl(setUp.apply()));
    setUp
        .bootstraps(Compose::place, "0.0.0.0:" + topology.gateway().port())
        .values()
        .forEach(words -> lines.add(meshctl(words)));
    ObjectNode service = services.putObject("set-up");
    service.put("image", IMAGE).put("user", "root"); // it writes to a volume
    service.putObject("healthcheck").put("disable", true);
    service.putArray("entrypoint").add("sh").add("-ec");
    service.putArray("command").add(String.join("\n", lines) + "\n");
    ObjectNode environment = service.putObject("environment");
    environment.put("JWT_SECRET_KEY", secret());
    environment.put("MESHCTL_SERVER", "http://" + CONTROL_PLANE + ":8000");
    environment.put("MESHCTL_TOKEN_FILE", TOKEN);
    service
        .putArray("volumes")
        .add("./deploy/compose/shop.yaml:" + MANIFEST + ":ro")
        .add("bootstrap:" + BOOTSTRAPS);
    dependsOn(service, CONTROL_PLANE, "service_healthy");
  }

  private static String meshctl(List<String> words) {
    return "meshctl " + String.join(" ", words);
  }

  private static String secret() {
    return "${JWT_SECRET_KEY:?set it, for example to what openssl rand -base64 32 prints}";
  }

  private void instance(Topology.Instance instance) {
    ObjectNode application = services.putObject(instance.name());
    application.put("image", IMAGE);
    application.putObject("healthcheck").put("disable", true); // the image's is the control plane's
    JavaCommand.inImage().forEach(application.putArray("entrypoint")::add);
    ServiceCommand.words(instance, place(instance)).forEach(application.putArray("command")::add);
    ObjectNode sidecar = envoy(SetUp.sidecar(instance));
    sidecar.put("network_mode", "service:" + instance.name());
    dependsOn(sidecar, instance.name(), "service_started");
  }

  private void gateway() {
    String port = Integer.toString(topology.gateway().port());
    envoy(topology.gateway().name()).putArray("ports").add("127.0.0.1:" + port + ":" + port);
  }

  private ObjectNode envoy(String name) {
    ObjectNode envoy = services.putObject(name);
    envoy.put("image", ENVOY);
    List<String> words = new ArrayList<>(List.of("envoy", "--config-path", setUp.file(name)));
    words.addAll(EnvoyLaunch.DRAIN);
    words.forEach(envoy.putArray("command")::add);
    envoy.putArray("volumes").add("bootstrap:" + BOOTSTRAPS + ":ro");
    dependsOn(envoy, "set-up", "service_completed_successfully");
    return envoy;
  }

  private static void dependsOn(ObjectNode service, String other, String condition) {
    service.withObject("/depends_on").putObject(other).put("condition", condition);
  }

  /** What a larger installation has beside it. */
  private void backing() {
    ObjectNode postgres = services.putObject("postgres");
    postgres.put("image", "postgres:17");
    postgres.putArray("profiles").add("backing");
    postgres.putObject("environment").put("POSTGRES_DB", "mesh").put("POSTGRES_USER", "mesh");
    postgres.withObject("/environment").put("POSTGRES_PASSWORD", "${POSTGRES_PASSWORD:-mesh}");
    postgres.putArray("volumes").add("postgres:/var/lib/postgresql/data");
    ObjectNode redis = services.putObject("redis");
    redis.put("image", "redis:7");
    redis.putArray("profiles").add("backing");
  }
}
