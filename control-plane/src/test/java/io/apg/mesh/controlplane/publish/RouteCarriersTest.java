package io.apg.mesh.controlplane.publish;

import static io.apg.mesh.ir.RouteCarrier.RDS;
import static io.apg.mesh.ir.RouteCarrier.SCOPED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.translate.NodeMetadata;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which resources a proxy gets its routes. */
class RouteCarriersTest {
  private static Node node(String agent, String version, boolean delta) {
    return new Node("svc_a~1", "", "", "", Struct.getDefaultInstance(), agent, version, Set.of())
        .speaking(delta);
  }

  @ParameterizedTest
  @CsvSource({
    "envoy, 1.40.0, true, SCOPED",
    "envoy, 1.41.2, true, SCOPED",
    "envoy, 1.40.0, false, RDS",
    "envoy, 1.39.9, true, RDS",
    "envoy, 2.0.0, true, RDS",
    "envoy, '', true, RDS",
    "other, 1.40.0, true, RDS",
  })
  void automaticallyByWhatIsKnownOfIt(
      String agent, String version, boolean delta, RouteCarrier expected) {
    assertThat(RouteCarriers.AUTO.of(node(agent, version, delta), NodeMetadata.DEFAULTS))
        .isEqualTo(expected);
  }

  @Test
  void asItSaysWhateverOthersGet() {
    Node node = node("envoy", "1.40.0", true);
    NodeMetadata said = NodeMetadata.DEFAULTS.withRoutes(RDS);
    assertThat(RouteCarriers.AUTO.of(node, said)).isEqualTo(RDS);
    assertThat(RouteCarriers.always(SCOPED).of(node, said)).isEqualTo(RDS);
    assertThat(RouteCarriers.always(RDS).of(node, said.withRoutes(SCOPED))).isEqualTo(SCOPED);
    assertThat(
            RouteCarriers.always(SCOPED).of(node("envoy", "1.30.0", false), said.withRoutes(null)))
        .isEqualTo(SCOPED);
  }
}
