package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Grouping, deletion, reconnects (facts of the xDS protocol, D and E). */
class GroupingRulesTest {
  private final TestMesh mesh =
      new TestMesh().service("a").service("b").listener("l", "1", "r").host("r", "h", "k=a");

  private static TestStream apart(Form form) {
    return new TestStream(form, false, new NodeMemory());
  }

  @Test
  void d1_sotwFullStateIsWholeEachTime() {
    TestStream stream = apart(Form.SOTW).snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.expect(CLUSTER, "a", "b");
    stream.snapshot(mesh.cluster("a", "2").publish());
    stream.expect(CLUSTER, "a", "b");
    stream.snapshot(mesh.removeService("a").publish());
    stream.expect(CLUSTER, "b");
    stream.snapshot(mesh.removeService("b").publish());
    stream.expect(CLUSTER, new String[0]);
  }

  @Test
  void d2_sotwOtherTypesCarryWhatChanged() {
    TestStream stream = apart(Form.SOTW).snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a", "b");
    stream.expect(ENDPOINT, "a", "b");
    stream.snapshot(mesh.endpoints("b", "2").publish());
    stream.expect(ENDPOINT, "b");
    stream.snapshot(mesh.remove(ENDPOINT, "b").publish());
    stream.expectNothing();
  }

  @Test
  void d3_deltaRemovesByName() {
    TestStream stream = apart(Form.DELTA).snapshot(mesh.publish());
    stream.subscribe(CLUSTER).subscribe(ENDPOINT, "a", "b");
    stream.drain();
    stream.snapshot(mesh.removeService("a").publish());
    assertThat(stream.expect(CLUSTER, new String[0]).removed()).containsExactly("a");
    assertThat(stream.expect(ENDPOINT, new String[0]).removed()).containsExactly("a");
    stream.expectNothing();
  }

  @Test
  void d4_noNameTwiceInAResponse() {
    for (Form form : Form.values()) {
      TestStream stream = apart(form).snapshot(mesh.publish());
      stream.subscribe(CLUSTER, "*", "a", "b");
      stream.snapshot(mesh.cluster("a", "2").publish());
      assertThat(TestStream.names(stream.expect(CLUSTER))).doesNotHaveDuplicates();
      stream.snapshot(mesh.cluster("a", "3").cluster("c", "1").publish());
      assertThat(TestStream.names(stream.expect(CLUSTER))).doesNotHaveDuplicates();
    }
  }

  @Test
  void d5_everyResourceIsOfTheResponsesType() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER).subscribe(ENDPOINT, "a").subscribe(LISTENER).subscribe(ROUTE, "r");
    for (XdsResponse response : stream.drain()) {
      assertThat(response.resources()).allMatch(resource -> resource.type() == response.type());
    }
  }

  @Test
  void firstAnswersComeInChunks() {
    TestMesh large = new TestMesh();
    for (int i = 0; i < 2000; i++) {
      large.cluster("cluster" + i, "x".repeat(100));
    }
    Snapshot snapshot = large.publish();
    TestStream stream = TestStream.delta().snapshot(snapshot).subscribe(CLUSTER);
    List<XdsResponse> chunks = stream.drain();
    assertThat(chunks).hasSizeGreaterThan(5);
    assertThat(chunks.stream().mapToInt(chunk -> chunk.resources().size()).sum()).isEqualTo(2000);
    for (XdsResponse chunk : chunks) {
      assertThat(chunk.resources().stream().mapToInt(r -> r.body().size()).sum())
          .isLessThan(33 * 1024);
    }
  }

  @Test
  void aChangeDuringTheFirstAnswerIsSentOnce() {
    TestMesh large = new TestMesh();
    for (int i = 1000; i < 3000; i++) {
      large.cluster("c" + i, "x".repeat(100));
    }
    TestStream stream = TestStream.delta().snapshot(large.publish()).subscribe(CLUSTER);
    Map<String, String> client = new HashMap<>();
    take(stream.next(), client);
    Snapshot snapshot =
        large.cluster("c1000", "new").cluster("c2999", "new").cluster("c5000", "new").publish();
    stream.snapshot(snapshot);
    stream.drain().forEach(response -> take(response, client));
    snapshot
        .resources(CLUSTER)
        .forEach(resource -> assertThat(client).containsEntry(resource.name(), resource.version()));
  }

  private static void take(XdsResponse response, Map<String, String> client) {
    for (Resource resource : response.resources()) {
      assertThat(client.put(resource.name(), resource.version()))
          .as("%s again", resource.name())
          .isNotEqualTo(resource.version());
    }
  }

  private static Map<String, String> versions(Snapshot snapshot, XdsType type) {
    Map<String, String> versions = new HashMap<>();
    snapshot.resources(type).forEach(r -> versions.put(r.name(), r.version()));
    return versions;
  }

  @Test
  void e2_nothingCurrentIsSentAgain() {
    Snapshot snapshot = mesh.publish();
    TestStream stream = TestStream.delta().snapshot(snapshot);
    stream.reconnect(CLUSTER, List.of(), versions(snapshot, CLUSTER));
    stream.reconnect(ENDPOINT, List.of("a", "b"), versions(snapshot, ENDPOINT));
    stream.reconnect(LISTENER, List.of(), versions(snapshot, LISTENER));
    stream.reconnect(ROUTE, List.of("r"), versions(snapshot, ROUTE));
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).isEqualTo(snapshot.publication());
  }

  @Test
  void e2_whatChangedIsSentAndWhatIsGoneIsRemoved() {
    Map<String, String> old = versions(mesh.publish(), CLUSTER);
    Snapshot snapshot = mesh.cluster("a", "2").service("c").removeService("b").publish();
    TestStream stream = apart(Form.DELTA).snapshot(snapshot);
    stream.reconnect(CLUSTER, List.of(), old);
    assertThat(stream.expect(CLUSTER, "a", "c").removed()).containsExactly("b");
    stream.expectNothing();
  }

  @Test
  void e2_goneClusterStaysUntilNoRequestCanUseItOnAds() {
    Map<String, String> clusters = versions(mesh.publish(), CLUSTER);
    Map<String, String> routes = versions(mesh.publish(), ROUTE);
    Snapshot snapshot = mesh.removeService("a").host("r", "h", "k=b").publish();
    TestStream stream = TestStream.delta().snapshot(snapshot);
    stream.reconnect(CLUSTER, List.of(), clusters);
    stream.reconnect(ENDPOINT, List.of("b"), versions(snapshot, ENDPOINT));
    stream.reconnect(LISTENER, List.of(), versions(snapshot, LISTENER));
    stream.reconnect(ROUTE, List.of("r"), routes);
    XdsResponse route = stream.expect(ROUTE, "r");
    stream.pass(Duration.ofMinutes(5)).expectNothing();
    stream.ack(route);
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(30));
    assertThat(stream.expect(CLUSTER, new String[0]).removed()).containsExactly("a");
  }

  @Test
  void e2_mapOfALaterRequestIsIgnored() {
    Snapshot snapshot = mesh.publish();
    TestStream stream = TestStream.delta().snapshot(snapshot);
    stream.subscribe(ENDPOINT, "a");
    stream.expect(ENDPOINT, "a");
    stream.reconnect(ENDPOINT, List.of("b"), versions(snapshot, ENDPOINT));
    stream.expect(ENDPOINT, "b");
  }

  @Test
  void e3_changedClusterIsFollowedByEndpointsThatAreCurrent() {
    Map<String, String> old = versions(mesh.publish(), CLUSTER);
    Snapshot snapshot = mesh.cluster("a", "2").publish();
    TestStream stream = TestStream.delta().snapshot(snapshot);
    stream.reconnect(CLUSTER, List.of(), old);
    stream.expect(CLUSTER, "a");
    stream.reconnect(ENDPOINT, List.of("a", "b"), versions(snapshot, ENDPOINT));
    stream.expect(ENDPOINT, "a");
    stream.expectNothing();
  }

  @Test
  void e2_clientThatWarmsGetsItsLoadAssignmentsAgain() {
    Snapshot snapshot = mesh.publish();
    TestStream stream = TestStream.delta().snapshot(snapshot);
    stream.reconnect(ENDPOINT, List.of("a", "b"), versions(snapshot, ENDPOINT));
    stream.expectNothing();
    stream.pass(Duration.ofMillis(200));
    stream.expect(ENDPOINT, "a", "b");
    stream.pass(Duration.ofMinutes(1)).expectNothing();
  }
}
