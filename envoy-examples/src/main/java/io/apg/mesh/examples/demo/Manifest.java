package io.apg.mesh.examples.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the shop's objects are, as {@code meshctl apply} and {@code POST /api/apply} take them. */
final class Manifest {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .disable(YAMLGenerator.Feature.SPLIT_LINES));

  private final Topology topology;
  private final Function<Topology.Instance, Place> places;
  private final List<ObjectNode> objects = new ArrayList<>();

  private Manifest(Topology topology, Function<Topology.Instance, Place> places) {
    this.topology = topology;
    this.places = places;
  }

  /** The shop's objects, with instances at these places. */
  static List<ObjectNode> of(Topology topology, Function<Topology.Instance, Place> places) {
    Manifest manifest = new Manifest(topology, places);
    topology.instances().forEach(manifest::add);
    for (Topology.Application service : topology.services()) {
      if (service.elsewhere() != null) {
        manifest.add(service, service.versions().get(0), service.elsewhere());
      }
    }
    topology.routes().forEach(manifest::add);
    return List.copyOf(manifest.objects);
  }

  /** The same as a file. */
  static String yaml(List<ObjectNode> objects) throws JsonProcessingException {
    StringBuilder text = new StringBuilder();
    for (ObjectNode object : objects) {
      text.append(YAML.writeValueAsString(object));
    }
    return text.toString();
  }

  private void add(Topology.Instance instance) {
    add(instance.service(), instance.version(), places.apply(instance).endpoint());
  }

  private void add(Topology.Application service, String version, String address) {
    ObjectNode object = object("service");
    object.put("service_id", service.id(version)).put("service_name", service.name());
    object.put("service_version", version).put("namespace", topology.namespace());
    ObjectNode endpoint = object.putArray("endpoints").addObject();
    endpoint.put("host", Place.host(address)).put("port", Place.port(address));
    endpoint.put("health_check_path", "/health");
  }

  /** All of it to the service's first version; the others are there with weight 0. */
  private void add(Topology.Rule rule) {
    ObjectNode object = object("route");
    object.put("route_name", rule.name());
    object.put("match_type", "prefix").put("match_value", rule.prefix());
    ArrayNode destinations = object.putArray("destination_services");
    Topology.Application service = topology.service(rule.to());
    for (String version : service.versions()) {
      int weight = version.equals(service.versions().get(0)) ? 100 : 0;
      destinations.addObject().put("service_id", service.id(version)).put("weight", weight);
    }
  }

  private ObjectNode object(String kind) {
    ObjectNode object = YAML.createObjectNode().put("kind", kind);
    objects.add(object);
    return object;
  }
}
