package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a client's next stream begins with, when the mesh has changed meanwhile. */
class NextStreamTest {
  private final NodeMemory memory = new NodeMemory();
  private final TestMesh mesh =
      new TestMesh().service("a").listener("l", "1", "r").host("r", "h", "k=a");

  @Test
  void g2_nothingSlowHoldsBackTheRoutesOfAClientThatReconnects() {
    TestStream first = new TestStream(Form.DELTA, true, memory).snapshot(mesh.publish());
    first.subscribe(CLUSTER);
    XdsResponse clusters = first.expect(CLUSTER, "a");
    first.ack(clusters);
    first.subscribe(ENDPOINT, "a");
    XdsResponse endpoints = first.expect(ENDPOINT, "a");
    first.ack(endpoints);
    first.subscribe(LISTENER).subscribe(ROUTE, "r");
    first.ack(first.expect(LISTENER, "l"));
    XdsResponse routes = first.expect(ROUTE, "r");
    first.ack(routes);
    first.end();
    mesh.cluster("slow", "1").host("r", "slow", "k=slow").host("r", "new", "k=a");
    TestStream next = new TestStream(Form.DELTA, true, memory).snapshot(mesh.publish());
    next.reconnect(CLUSTER, List.of(), versions(clusters));
    next.reconnect(ENDPOINT, List.of("a"), versions(endpoints));
    next.reconnect(ROUTE, List.of("r"), versions(routes));
    next.expect(CLUSTER, "slow");
    next.expectNothing();
    next.pass(Duration.ofMillis(60));
    RouteConfig update = (RouteConfig) next.expect(ROUTE, "r").resources().get(0);
    assertThat(update.table().hostNames()).containsExactly("h", "new");
  }

  private static Map<String, String> versions(XdsResponse response) {
    return response.resources().stream()
        .collect(Collectors.toMap(Resource::name, Resource::version));
  }
}
