package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a client needs to warm, and what it need not be sent (facts of the xDS protocol, C, E, G).
 */
class WarmingRulesTest {
  private final TestMesh mesh =
      new TestMesh().service("a").service("b").listener("l", "1", "r").host("r", "h", "k=a");

  private TestStream synced(Form form) {
    TestStream stream = new TestStream(form, true, new NodeMemory()).snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER));
    stream.subscribe(ENDPOINT, "a", "b");
    stream.ack(stream.expect(ENDPOINT, "a", "b"), "a", "b");
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER));
    stream.subscribe(ROUTE, "r");
    stream.ack(stream.expect(ROUTE, "r"), "r");
    return stream;
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void c14_nothingIsSentThatWasNotAskedFor(Form form) {
    TestStream stream = new TestStream(form, true, new NodeMemory()).snapshot(mesh.publish());
    stream.subscribe(CLUSTER).subscribe(ENDPOINT, "a");
    stream.drain().forEach(response -> stream.ack(response, names(response)));
    stream.snapshot(
        mesh.endpoints("b", "2").listener("l", "2", "r").host("r", "h", "k=b").publish());
    stream.expectNothing();
  }

  private static String[] names(XdsResponse response) {
    return response.type() == ENDPOINT ? new String[] {"a"} : new String[0];
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void e1_nothingOfASubscriptionSurvivesItsStream(Form form) {
    NodeMemory memory = new NodeMemory();
    Snapshot snapshot = mesh.publish();
    TestStream first = new TestStream(form, true, memory).snapshot(snapshot);
    first.subscribe(ENDPOINT, "a").drain().forEach(response -> first.ack(response, "a"));
    first.end();
    TestStream second = new TestStream(form, true, memory).snapshot(snapshot);
    second.subscribe(CLUSTER).subscribe(ENDPOINT, "b");
    second.drain();
    second.snapshot(mesh.endpoints("a", "2").endpoints("b", "2").publish());
    second.expect(ENDPOINT, "b");
    second.expectNothing();
  }

  @ParameterizedTest
  @EnumSource(value = Form.class, names = "DELTA")
  void e1_theFirstRequestSubscribesAndListsAtOnce(Form form) {
    Snapshot snapshot = mesh.publish();
    TestStream stream = new TestStream(form, true, new NodeMemory()).snapshot(snapshot);
    stream.subscribe(CLUSTER).drain();
    String current = snapshot.resource(ENDPOINT, "b").version();
    mesh.endpoints("a", "2");
    stream.snapshot(mesh.publish());
    stream.reconnect(ENDPOINT, List.of("a", "b"), Map.of("a", "an old one", "b", current));
    assertThat(TestStream.names(stream.expect(ENDPOINT))).contains("a");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void g5_aNewRouteConfigurationOfAListenerIsSentAtOnce(Form form) {
    TestStream stream = synced(form);
    stream.snapshot(mesh.service("c").listener("l2", "1", "r2").host("r2", "h", "k=c").publish());
    XdsResponse clusters = stream.expect(CLUSTER);
    XdsResponse listeners = stream.expect(LISTENER);
    stream.expectNothing();
    stream.ack(listeners);
    stream.subscribe(ROUTE, form == Form.DELTA ? new String[] {"r2"} : new String[] {"r", "r2"});
    stream.expect(ROUTE, "r2"); // though its cluster is not warm: the port stays shut without it
    stream.ack(clusters);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void g5_aKnownRouteConfigurationIsNotSentAgain(Form form) {
    TestStream stream = synced(form);
    stream.snapshot(mesh.listener("l2", "1", "r").publish());
    stream.ack(stream.expect(LISTENER));
    stream.expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void g6_aBurstOfChangesIsOneResponse(Form form) {
    TestStream stream = synced(form);
    for (int i = 0; i < 100; i++) {
      stream.snapshot(mesh.cluster("a", "n" + i).endpoints("a", "n" + i).publish());
    }
    assertThat(bodies(stream.expect(CLUSTER))).contains("a:n99");
    assertThat(bodies(stream.expect(ENDPOINT, "a"))).containsExactly("a:n99");
    stream.expectNothing();
  }

  private static List<String> bodies(XdsResponse response) {
    return response.resources().stream().map(resource -> resource.body().toStringUtf8()).toList();
  }
}
