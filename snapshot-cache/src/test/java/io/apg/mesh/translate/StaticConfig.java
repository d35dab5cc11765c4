package io.apg.mesh.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.apg.mesh.snapshot.XdsType;

/**
 * An Envoy configuration that needs no control plane: translated resources, with what would come by
 * ADS put where it is named.
 */
final class StaticConfig {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Translated translated;
  private final ObjectNode root = MAPPER.createObjectNode();

  private StaticConfig(Translated translated) {
    this.translated = translated;
  }

  static String of(Translated translated) {
    return new StaticConfig(translated).build();
  }

  private String build() {
    ObjectNode admin = root.putObject("admin").putObject("address").putObject("socket_address");
    admin.put("address", "127.0.0.1").put("port_value", 0);
    root.putObject("node").put("id", "test").put("cluster", "test");
    layer().put("re2.max_program_size.error_level", BootstrapOptions.DEFAULTS.maxProgramSize());
    ArrayNode clusters = root.withArray("/static_resources/clusters");
    for (ByteString body : translated.bodies(XdsType.CLUSTER)) {
      clusters.add(withEndpoints((ObjectNode) EnvoyJson.of(XdsType.CLUSTER, body)));
    }
    ArrayNode listeners = root.withArray("/static_resources/listeners");
    for (ByteString body : translated.bodies(XdsType.LISTENER)) {
      listeners.add(withRoutes((ObjectNode) EnvoyJson.of(XdsType.LISTENER, body)));
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private ObjectNode layer() {
    ObjectNode layer = root.withArray("/layered_runtime/layers").addObject();
    return layer.put("name", "test").putObject("static_layer");
  }

  private JsonNode withEndpoints(ObjectNode cluster) {
    if (cluster.remove("eds_cluster_config") != null) {
      cluster.put("type", "STATIC");
      cluster.set(
          "load_assignment", named(XdsType.ENDPOINT, "cluster_name", cluster.get("name").asText()));
    }
    return cluster;
  }

  private JsonNode withRoutes(ObjectNode listener) {
    ObjectNode manager = (ObjectNode) listener.at("/filter_chains/0/filters/0/typed_config");
    JsonNode rds = manager.remove("rds");
    if (rds != null) {
      manager.set(
          "route_config", named(XdsType.ROUTE, "name", rds.get("route_config_name").asText()));
    }
    if (manager.get("scoped_routes") instanceof ObjectNode scoped) {
      scoped.remove("scoped_rds");
      ArrayNode list =
          scoped
              .putObject("scoped_route_configurations_list")
              .putArray("scoped_route_configurations");
      for (ByteString body : translated.bodies(XdsType.SCOPED_ROUTE)) {
        ObjectNode scope = (ObjectNode) EnvoyJson.of(XdsType.SCOPED_ROUTE, body);
        String routes = scope.remove("route_configuration_name").asText();
        list.add(scope.set("route_configuration", named(XdsType.ROUTE, "name", routes)));
      }
    }
    return listener;
  }

  private JsonNode named(XdsType type, String field, String name) {
    return translated.bodies(type).stream()
        .map(body -> EnvoyJson.of(type, body))
        .filter(tree -> tree.get(field).asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(type + " " + name + " is missing"));
  }
}
