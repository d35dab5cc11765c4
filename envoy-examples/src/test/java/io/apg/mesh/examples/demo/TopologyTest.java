package io.apg.mesh.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.process.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The shop's topology, and the files that are made from it. */
class TopologyTest {
  @Test
  void callsAndRoutesNameServicesThatAreThere() throws IOException {
    Topology topology = Topology.read();
    topology.services().forEach(service -> service.calls().forEach(topology::service));
    topology.routes().forEach(rule -> topology.service(rule.to()));
    Set<String> ids = new HashSet<>();
    topology.instances().forEach(instance -> assertThat(ids.add(instance.serviceId())).isTrue());
    assertThat(ids).contains("svc_catalog", "svc_catalog_v2").doesNotContain("svc_recommendations");
  }

  /** {@code make compose} writes both. */
  @Test
  void theComposeFileIsThatOfTheTopology() throws IOException {
    Topology topology = Topology.read();
    assertThat(Checkout.root().resolve("docker-compose.yml")).hasContent(Compose.text(topology));
    assertThat(Files.readString(Checkout.root().resolve("deploy/compose/shop.yaml")))
        .isEqualTo(Compose.manifest(topology));
  }

  @Test
  void everyInstanceHasAPlaceOfItsOwn() throws IOException {
    Topology topology = Topology.read();
    Places places = Places.find(topology);
    Set<String> addresses = new HashSet<>();
    for (Topology.Instance instance : topology.instances()) {
      Place place = places.of(instance);
      assertThat(addresses.add(place.application())).isTrue();
      assertThat(addresses.add(place.inbound())).isTrue();
      assertThat(addresses.add(place.outbound())).isTrue();
      assertThat(place.endpoint()).isEqualTo(place.inbound());
    }
  }
}
