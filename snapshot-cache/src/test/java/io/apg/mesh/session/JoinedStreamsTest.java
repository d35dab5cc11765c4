package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One client with several streams (xds-protocol G7). */
class JoinedStreamsTest {
  private final TestMesh mesh =
      new TestMesh().service("a").listener("l", "1", "r").host("r", "h", "k=a");
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Set<String> full = new TreeSet<>();
  private @Nullable XdsSession session;
  private long now;

  private Lane lane(String name, Form form, boolean aggregated) {
    Lane lane = new Lane(form, aggregated, name + ".", () -> !full.contains(name));
    lanes.put(name, lane);
    if (session == null) {
      session = new XdsSession(lane, new NodeMemory(), TestStream.SETTINGS);
    }
    return lane;
  }

  private XdsSession session() {
    assertThat(session).isNotNull();
    return session;
  }

  private void snapshot(Snapshot snapshot) {
    session().onSnapshot(snapshot);
  }

  private void subscribe(Lane lane, XdsType type, String... names) {
    session()
        .onRequest(
            lane,
            lane.form() == Form.DELTA
                ? new DeltaRequest(type, "", List.of(names), List.of(), Map.of(), null)
                : new SotwRequest(type, "", "", List.of(names), null),
            now);
  }

  private void ack(XdsResponse response, String... names) {
    Lane lane = response.lane();
    session()
        .onRequest(
            lane,
            lane.form() == Form.DELTA
                ? new DeltaRequest(
                    response.type(), response.nonce(), List.of(), List.of(), Map.of(), null)
                : new SotwRequest(
                    response.type(), response.version(), response.nonce(), List.of(names), null),
            now);
  }

  private XdsResponse expect(Lane lane, XdsType type, String... names) {
    XdsResponse response = session().next(now);
    assertThat(response).as("%s", type).isNotNull();
    assertThat(response.type()).isEqualTo(type);
    assertThat(response.lane()).isSameAs(lane);
    assertThat(TestStream.names(response)).containsExactlyInAnyOrder(names);
    return response;
  }

  private void expectNothing() {
    assertThat(session().next(now)).isNull();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** A client with two ADS streams, in sync: clusters and listeners, endpoints and routes. */
  private void twoAggregated(Form form) {
    Lane one = lane("one", form, true);
    Lane two = lane("two", form, true);
    snapshot(mesh.publish());
    subscribe(one, CLUSTER);
    ack(expect(one, CLUSTER, "a"));
    subscribe(two, ENDPOINT, "a");
    ack(expect(two, ENDPOINT, "a"), "a");
    subscribe(one, LISTENER);
    ack(expect(one, LISTENER, "l"));
    subscribe(two, ROUTE, "r");
    ack(expect(two, ROUTE, "r"), "r");
    expectNothing();
    assertThat(session().status().inSyncWith()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aClusterThatIsAcceptedBeforeItsEndpointsAreAskedForOnAnotherStreamStays(Form form) {
    Lane clusters = new Lane(form, false, "c.", () -> true);
    Lane endpoints = new Lane(form, false, "e.", () -> true);
    SessionSettings settings = TestStream.SETTINGS.withUnaskedClusters(true);
    session = new XdsSession(clusters, new NodeMemory(), settings);
    snapshot(mesh.publish());
    subscribe(clusters, CLUSTER);
    ack(expect(clusters, CLUSTER, "a"));
    subscribe(endpoints, ENDPOINT, "a");
    ack(expect(endpoints, ENDPOINT, "a"), "a");
    snapshot(mesh.service("b").publish());
    String[] sent = form == Form.SOTW ? new String[] {"a", "b"} : new String[] {"b"};
    ack(expect(clusters, CLUSTER, sent));
    expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void g7_routesOfOneStreamWaitForTheClustersOfAnother(Form form) {
    twoAggregated(form);
    Lane one = lanes.get("one");
    Lane two = lanes.get("two");
    snapshot(mesh.service("b").host("r", "h", "k=b").publish());
    String[] clusters = form == Form.DELTA ? new String[] {"b"} : new String[] {"a", "b"};
    XdsResponse sent = expect(one, CLUSTER, clusters);
    expectNothing();
    ack(sent);
    expectNothing(); // the answer about clusters proves nothing
    subscribe(two, ENDPOINT, "a", "b");
    String[] fresh = form == Form.DELTA ? new String[] {"a", "b"} : new String[] {"b"};
    ack(expect(two, ENDPOINT, fresh), "a", "b");
    ack(expect(two, ROUTE, "r"), "r");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void g7_clustersOfOneStreamStayWhileRoutesOfAnotherNameThem(Form form) {
    twoAggregated(form);
    Lane one = lanes.get("one");
    Lane two = lanes.get("two");
    snapshot(mesh.removeService("a").host("r", "h", "k=c").publish());
    XdsResponse routes = expect(two, ROUTE, "r");
    pass(TestStream.SETTINGS.releaseAfter().multipliedBy(2));
    expectNothing(); // the answer may never have arrived: the route may be in use
    ack(routes, "r");
    expectNothing();
    pass(TestStream.SETTINGS.releaseAfter());
    XdsResponse removal = expect(one, CLUSTER);
    assertThat(removal.removed()).isEqualTo(form == Form.DELTA ? List.of("a") : List.of());
  }

  /** A client with a stream for each type, and one for each load assignment. */
  private void perType(Form form) {
    Lane clusters = lane("clusters", form, false);
    snapshot(mesh.service("b").publish());
    subscribe(clusters, CLUSTER);
    ack(expect(clusters, CLUSTER, "a", "b"));
    for (String name : List.of("a", "b")) {
      Lane endpoints = lane(name, form, false);
      subscribe(endpoints, ENDPOINT, name);
      ack(expect(endpoints, ENDPOINT, name), name);
    }
    Lane listeners = lane("listeners", form, false);
    subscribe(listeners, LISTENER);
    ack(expect(listeners, LISTENER, "l"));
    Lane routes = lane("routes", form, false);
    subscribe(routes, ROUTE, "r");
    ack(expect(routes, ROUTE, "r"), "r");
    expectNothing();
    assertThat(session().status().inSyncWith()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void g7_eachLoadAssignmentGoesOutOnItsOwnStreamAndIsAnsweredThere(Form form) {
    perType(form);
    snapshot(mesh.endpoints("a", "2").endpoints("b", "2").publish());
    XdsResponse a = expect(lanes.get("a"), ENDPOINT, "a");
    XdsResponse b = expect(lanes.get("b"), ENDPOINT, "b");
    expectNothing();
    ack(b, "b");
    assertThat(session().status().inSyncWith()).as("a is not answered").isEqualTo(1);
    ack(a, "a");
    assertThat(session().status().inSyncWith()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void g7_aRouteWaitsUntilTheLoadAssignmentIsAskedForAndAnsweredOnItsOwnStream(Form form) {
    perType(form);
    snapshot(mesh.service("c").host("r", "h", "k=c").publish());
    XdsResponse sent = session().next(now);
    assertThat(sent).isNotNull();
    assertThat(sent.type()).isEqualTo(CLUSTER);
    ack(sent);
    expectNothing();
    Lane c = lane("c", form, false);
    subscribe(c, ENDPOINT, "c");
    XdsResponse endpoints = expect(c, ENDPOINT, "c");
    expectNothing();
    ack(endpoints, "c");
    expect(lanes.get("routes"), ROUTE, "r");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void g3_aChangedClusterIsFollowedByItsLoadAssignmentOnThatStream(Form form) {
    perType(form);
    snapshot(mesh.cluster("a", "2").publish());
    XdsResponse clusters = session().next(now);
    assertThat(clusters).isNotNull();
    assertThat(clusters.type()).isEqualTo(CLUSTER);
    expect(lanes.get("a"), ENDPOINT, "a");
    expectNothing();
    Lane again = lane("a again", form, false);
    subscribe(again, ENDPOINT, "a"); // the new form of the cluster has a stream of its own
    expect(again, ENDPOINT, "a");
    expectNothing();
  }

  @Test
  void g7_aStreamThatCannotBeWrittenToHoldsUpNoOther() {
    perType(Form.DELTA);
    full.add("a");
    snapshot(mesh.endpoints("a", "2").endpoints("b", "2").publish());
    expect(lanes.get("b"), ENDPOINT, "b");
    expectNothing();
    snapshot(mesh.endpoints("a", "3").publish());
    expectNothing();
    full.clear();
    XdsResponse newest = expect(lanes.get("a"), ENDPOINT, "a");
    assertThat(newest.resources().get(0).body().toStringUtf8()).startsWith("a:3");
    expectNothing();
  }

  @Test
  void e1_whenTheStreamOfClustersComesBackItSaysWhatTheClientHas() {
    perType(Form.DELTA);
    session().end(lanes.get("clusters"));
    snapshot(mesh.service("c").removeService("b").host("r", "h", "k=c").publish());
    expectNothing(); // who knows which clusters the client has now
    Lane back = lane("back", Form.DELTA, false);
    String version = mesh.publish().resource(CLUSTER, "a").version();
    session()
        .onRequest(
            back,
            new DeltaRequest(
                CLUSTER, "", List.of(), List.of(), Map.of("a", version, "b", version), null),
            now);
    XdsResponse clusters = expect(back, CLUSTER, "c");
    assertThat(clusters.removed()).as("it may still be in use").isEmpty();
    ack(clusters);
    expectNothing();
    Lane c = lane("c", Form.DELTA, false);
    subscribe(c, ENDPOINT, "c");
    ack(expect(c, ENDPOINT, "c"));
    ack(expect(lanes.get("routes"), ROUTE, "r"));
    pass(TestStream.SETTINGS.releaseAfter());
    assertThat(expect(back, CLUSTER).removed()).containsExactly("b");
  }

  @Test
  void e1_aFirstRequestThatListsNothingGetsEverything() {
    perType(Form.DELTA);
    session().end(lanes.get("clusters"));
    Lane back = lane("back", Form.DELTA, false);
    subscribe(back, CLUSTER);
    expect(back, CLUSTER, "a", "b");
  }

  @Test
  void g7_noTwoStreamsOfAClientHaveTheSameSet() {
    perType(Form.SOTW);
    Lane second = lane("second", Form.SOTW, false);
    assertThatThrownBy(() -> subscribe(second, CLUSTER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: one that no other stream has");
  }
}
