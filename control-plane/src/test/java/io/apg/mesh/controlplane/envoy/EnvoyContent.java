package io.apg.mesh.controlplane.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.process.EnvoyProcess;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an Envoy has, by its own word. */
final class EnvoyContent {
  private EnvoyContent() {}

  /** The endpoints ({@code address:port}) of each cluster of a service that take new requests. */
  static Map<String, Set<String>> clusters(EnvoyProcess envoy) throws IOException {
    Map<String, Set<String>> clusters = new TreeMap<>();
    for (JsonNode cluster : envoy.clusters().path("cluster_statuses")) {
      String name = cluster.path("name").asText();
      if (name.startsWith("svc_")) {
        Set<String> endpoints = new TreeSet<>();
        for (JsonNode host : cluster.path("host_statuses")) {
          if (host.path("health_status").path("eds_health_status").asText().equals("DRAINING")) {
            continue;
          }
          JsonNode address = host.path("address").path("socket_address");
          endpoints.add(
              address.path("address").asText() + ":" + address.path("port_value").asInt());
        }
        clusters.put(name, endpoints);
      }
    }
    return clusters;
  }
}
