package io.apg.mesh.examples.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The {@code meshctl} commands that set the shop up: register it, then make a bootstrap for each
 * Envoy. The demo runs them on this machine, the compose file in a container.
 *
 * @param manifest the file with the shop's objects
 * @param folder where bootstraps go
 * @param xds where Envoys find the control plane
 */
record SetUp(Topology topology, String manifest, String folder, String xds) {
  /** Registers the shop. */
  List<String> apply() {
    return List.of("apply", "-f", manifest);
  }

  /** By the Envoy's name, what makes its bootstrap. */
  Map<String, List<String>> bootstraps(Function<Topology.Instance, Place> places, String gateway) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (Topology.Instance instance : topology.instances()) {
      Place place = places.apply(instance);
      List<String> words = new ArrayList<>(List.of("bootstrap", instance.nodeId()));
      words.add("--outbound=" + place.outbound());
      words.add("--inbound=" + place.inbound() + "=" + place.application());
      all.put(sidecar(instance), saved(words, sidecar(instance)));
    }
    String name = topology.gateway().name();
    List<String> words = new ArrayList<>(List.of("bootstrap", topology.gatewayNode()));
    words.add("--listen=" + gateway);
    all.put(name, saved(words, name));
    return all;
  }

  /** Where the bootstrap of that Envoy is. */
  String file(String envoy) {
    return folder + "/" + envoy + ".json";
  }

  /** The name of an instance's sidecar. */
  static String sidecar(Topology.Instance instance) {
    return instance.name() + "-sidecar";
  }

  private List<String> saved(List<String> words, String envoy) {
    words.add("--xds=" + xds);
    words.add("--save=" + file(envoy));
    return List.copyOf(words);
  }
}
