package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static io.apg.mesh.snapshot.XdsType.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a cluster that waits for a secret, DNS or a health check is warm. */
class SlowClustersTest {
  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final Duration MOMENT = Duration.ofMillis(51);
  private static final Duration WARM_BOUND = TestStream.SETTINGS.warmBound();

  private final TestMesh mesh =
      new TestMesh().service("a").listener("l", "1", "r").host("r", "h", "k=a");

  /** A client that has got as far as routes. */
  private TestStream started(Form form) {
    TestStream stream = new TestStream(form, true, new NodeMemory()).snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a"));
    stream.subscribe(ENDPOINT, "a");
    stream.ack(stream.expect(ENDPOINT, "a"), "a");
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER, "l"));
    stream.subscribe(ROUTE, "r");
    stream.ack(stream.expect(ROUTE, "r"), "r");
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).isEqualTo(1);
    return stream;
  }

  private static List<String> routes(XdsResponse response) {
    List<String> routes = new ArrayList<>();
    for (VirtualHostFragment host : ((RouteConfig) response.resources().get(0)).table().hosts()) {
      host.routes().forEach(route -> routes.add(route.body().toStringUtf8()));
    }
    return routes;
  }

  private static Map<String, String> causes(TestStream stream) {
    return stream.session.status().of(ROUTE).causes();
  }

  private XdsResponse sendSecure(TestStream stream, Form form) {
    mesh.secureCluster("s", "1", "id", "trust").endpoints("s", "1");
    stream.snapshot(mesh.host("r", "h2", "k=s").publish());
    XdsResponse clusters = stream.expect(CLUSTER);
    stream.subscribe(ENDPOINT, form == Form.DELTA ? new String[] {"s"} : new String[] {"a", "s"});
    stream.ack(stream.expect(ENDPOINT, "s"), "a", "s");
    stream.subscribe(SECRET, "id", "trust");
    return clusters;
  }

  @ParameterizedTest
  @EnumSource
  void aClusterIsWarmWhenItsLastSecretIsAcknowledged(Form form) {
    TestStream stream = started(form);
    mesh.secret("id", "1");
    sendSecure(stream, form);
    stream.ack(stream.expect(SECRET, "id"), "id", "trust");
    stream.drain();
    stream.pass(MOMENT);
    stream.expectNothing();
    assertThat(causes(stream)).containsExactly(Map.entry("s", "secret trust"));
    assertThat(stream.session.status().of(ROUTE).waits())
        .containsExactly("s: waits for secret trust");
    assertThat(stream.session.status().of(CLUSTER).state()).isEqualTo(TypeStatus.State.WAITING);
    stream.snapshot(mesh.secret("trust", "1").publish());
    XdsResponse last = stream.expect(SECRET, "trust");
    stream.expectNothing();
    stream.ack(last, "id", "trust");
    assertThat(routes(stream.expect(ROUTE, "r"))).containsExactly("k=a", "k=s");
  }

  @ParameterizedTest
  @EnumSource
  void aSecretThatTheClientHasCountsForTheNextCluster(Form form) {
    TestStream stream = started(form);
    mesh.secret("id", "1").secret("trust", "1");
    sendSecure(stream, form);
    stream.drain().forEach(response -> stream.ack(response, "id", "trust"));
    stream.drain().forEach(response -> stream.ack(response, "r"));
    mesh.secureCluster("t", "1", "id").endpoints("t", "1");
    stream.snapshot(mesh.host("r", "h3", "k=t").publish());
    stream.expect(CLUSTER);
    stream.subscribe(
        ENDPOINT, form == Form.DELTA ? new String[] {"t"} : new String[] {"a", "s", "t"});
    stream.ack(stream.expect(ENDPOINT, "t"), "a", "s", "t");
    assertThat(routes(stream.expect(ROUTE, "r"))).contains("k=t");
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatComesBecauseTimeRanOutProvesNothing(Form form) {
    TestStream stream = started(form);
    mesh.secret("id", "1");
    XdsResponse clusters = sendSecure(stream, form);
    stream.drain().forEach(response -> stream.ack(response, "id", "trust"));
    stream.snapshot(mesh.host("r", "h", "k=s").publish());
    stream.pass(WARM_BOUND.minusSeconds(1));
    stream.ack(clusters);
    assertThat(stream.drain()).isEmpty();
    stream.pass(Duration.ofSeconds(2));
    XdsResponse late = stream.expect(ROUTE, "r");
    assertThat(routes(late)).as("a new route, and a live one").containsExactly("k=a", "k=s");
    stream.ack(late, "r");
    stream.pass(Duration.ofHours(1));
    stream.drain().forEach(response -> assertThat(response.type()).isNotEqualTo(ROUTE));
    assertThat(causes(stream)).containsExactly(Map.entry("s", "secret trust"));
    assertThat(stream.session.status().inSyncWith()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void dnsIsProvedByAnAnswerWithinItsBound(Form form) {
    TestStream stream = started(form);
    stream.snapshot(mesh.dnsCluster("d", "1", BOUND).host("r", "h", "k=d").publish());
    XdsResponse clusters = stream.expect(CLUSTER);
    stream.pass(MOMENT);
    stream.expectNothing();
    assertThat(causes(stream)).containsExactly(Map.entry("d", "DNS"));
    stream.ack(clusters);
    assertThat(routes(stream.expect(ROUTE, "r"))).containsExactly("k=d");
  }

  @ParameterizedTest
  @EnumSource
  void dnsThatAnswersTooLateKeepsLiveRoutes(Form form) {
    TestStream stream = started(form);
    mesh.dnsCluster("d", "1", BOUND).host("r", "h", "k=d").host("r", "h2", "k=d");
    stream.snapshot(mesh.publish());
    XdsResponse clusters = stream.expect(CLUSTER);
    stream.expectNothing();
    stream.pass(BOUND);
    XdsResponse late = stream.expect(ROUTE, "r");
    assertThat(routes(late)).containsExactly("k=a", "k=d");
    stream.ack(late, "r");
    stream.ack(clusters);
    stream.pass(Duration.ofHours(1));
    stream.expectNothing();
    assertThat(stream.session.status().of(ROUTE).state()).isEqualTo(TypeStatus.State.WAITING);
    assertThat(stream.session.status().of(CLUSTER).state()).isEqualTo(TypeStatus.State.SYNCED);
  }

  @ParameterizedTest
  @EnumSource
  void aHealthCheckIsWaitedForOnceEndpointsAreThere(Form form) {
    TestStream stream = started(form);
    mesh.checkedCluster("c", "1", BOUND).endpoints("c", "1");
    stream.snapshot(mesh.host("r", "h", "k=c").publish());
    XdsResponse clusters = stream.expect(CLUSTER);
    stream.subscribe(ENDPOINT, form == Form.DELTA ? new String[] {"c"} : new String[] {"a", "c"});
    XdsResponse endpoints = stream.expect(ENDPOINT, "c");
    stream.pass(BOUND);
    stream.ack(endpoints, "a", "c");
    stream.expectNothing();
    assertThat(causes(stream)).containsExactly(Map.entry("c", "a health check"));
    stream.pass(BOUND.minusMillis(1));
    stream.ack(clusters);
    assertThat(routes(stream.expect(ROUTE, "r"))).containsExactly("k=c");
  }

  @ParameterizedTest
  @EnumSource
  void aNewClientIsWarmWhereItAsksForListenersInTime(Form form) {
    for (boolean inTime : List.of(true, false)) {
      TestMesh other = new TestMesh().dnsCluster("d", "1", BOUND).listener("l", "1", "r");
      Snapshot first = other.service("a").host("r", "h", "k=a").publish();
      TestStream stream = new TestStream(form, true, new NodeMemory()).snapshot(first);
      stream.subscribe(CLUSTER);
      stream.ack(stream.expect(CLUSTER));
      stream.subscribe(ENDPOINT, "a");
      stream.ack(stream.expect(ENDPOINT, "a"), "a");
      stream.pass(inTime ? Duration.ofMillis(20) : BOUND);
      stream.subscribe(LISTENER);
      stream.ack(stream.expect(LISTENER));
      stream.subscribe(ROUTE, "r");
      stream.ack(stream.expect(ROUTE), "r");
      stream.snapshot(other.host("r", "h", "k=d").publish());
      stream.pass(Duration.ofHours(1));
      assertThat(stream.drain().stream().anyMatch(response -> response.type() == ROUTE))
          .as("in time: %s", inTime)
          .isEqualTo(inTime);
    }
  }

  @Test
  void whatAReconnectingClientListsIsWarmOnceItsSecretsAreKnown() {
    mesh.secureCluster("s", "1", "id").endpoints("s", "1").secret("id", "1");
    mesh.dnsCluster("d", "1", BOUND);
    Snapshot had = mesh.publish();
    for (boolean hasSecret : List.of(true, false)) {
      TestStream stream = TestStream.delta().snapshot(had);
      stream.reconnect(CLUSTER, List.of(), versions(had, CLUSTER, "a", "s", "d"));
      stream.reconnect(ENDPOINT, List.of("a", "s"), versions(had, ENDPOINT, "a", "s"));
      stream.reconnect(SECRET, List.of("id"), hasSecret ? versions(had, SECRET, "id") : Map.of());
      stream.reconnect(LISTENER, List.of(), versions(had, LISTENER, "l"));
      stream.reconnect(ROUTE, List.of("r"), versions(had, ROUTE, "r"));
      stream.snapshot(mesh.host("r", "h", "k=s").host("r", "h2", "k=d").publish());
      if (!hasSecret) {
        XdsResponse secret = stream.expect(SECRET, "id");
        stream.pass(MOMENT);
        assertThat(routes(stream.expect(ROUTE, "r"))).containsExactly("k=a", "k=d");
        stream.ack(secret);
        assertThat(routes(stream.expect(ROUTE, "r"))).containsExactly("k=s", "k=d");
      } else {
        assertThat(routes(stream.expect(ROUTE, "r"))).containsExactly("k=s", "k=d");
      }
      mesh.host("r", "h", "k=a").removeHost("r", "h2");
      mesh.publish();
    }
  }

  private static Map<String, String> versions(Snapshot snapshot, XdsType type, String... names) {
    Map<String, String> versions = new TreeMap<>();
    for (String name : names) {
      versions.put(name, snapshot.resource(type, name).version());
    }
    return versions;
  }

  @ParameterizedTest
  @EnumSource
  void aClusterThatNeedsItsSecretNoMoreIsProvedAnew(Form form) {
    TestStream stream = started(form);
    sendSecure(stream, form);
    stream.drain().forEach(response -> stream.ack(response, "id", "trust"));
    stream.snapshot(mesh.cluster("s", "2").publish());
    stream.expect(CLUSTER);
    XdsResponse endpoints = stream.expect(ENDPOINT, "s");
    stream.pass(MOMENT);
    stream.ack(endpoints, "a", "s");
    assertThat(routes(stream.expect(ROUTE, "r"))).contains("k=s");
  }

  /**
   * As after a rollback: whoever waits for proxies must not wait for what nobody wants any more.
   */
  @ParameterizedTest
  @EnumSource
  void aClusterThatLeavesIsNoReasonToWait(Form form) {
    TestStream stream = started(form);
    Snapshot last = mesh.dnsCluster("d", "1", BOUND).host("r", "h", "k=d").publish();
    stream.snapshot(last);
    stream.expect(CLUSTER);
    stream.pass(MOMENT);
    assertThat(stream.session.status().of(CLUSTER).state()).isEqualTo(TypeStatus.State.WAITING);
    last = mesh.leaving("d").host("r", "h", "k=a").publish();
    stream.snapshot(last);
    stream.drain().forEach(response -> stream.ack(response, "r"));
    assertThat(stream.session.status().of(CLUSTER).waitingFor()).isEmpty();
    assertThat(stream.session.status().of(CLUSTER).state()).isEqualTo(TypeStatus.State.SYNCED);
    assertThat(stream.session.status().inSyncWith()).isEqualTo(last.publication());
    last = mesh.remove(CLUSTER, "d").publish();
    stream.snapshot(last);
    stream.drain();
    assertThat(stream.session.status().of(CLUSTER).waitingFor()).isEmpty();
  }

  /** Envoy withholds all answers meanwhile: what is new beside it counts when it is proved. */
  @ParameterizedTest
  @EnumSource
  void whatIsNewBesideAClusterThatLeavesIsWaitedFor(Form form) {
    TestStream stream = started(form);
    stream.snapshot(mesh.dnsCluster("d", "1", BOUND).publish());
    stream.expect(CLUSTER);
    Snapshot last = mesh.leaving("d").service("b").publish();
    stream.snapshot(last);
    stream.expect(CLUSTER);
    assertThat(stream.session.status().of(CLUSTER).state()).isEqualTo(TypeStatus.State.STALE);
    assertThat(stream.session.status().inSyncWith()).isEqualTo(1);
    stream.subscribe(ENDPOINT, form == Form.DELTA ? new String[] {"b"} : new String[] {"a", "b"});
    XdsResponse endpoints = stream.expect(ENDPOINT, "b");
    assertThat(stream.session.status().inSyncWith()).isEqualTo(1);
    stream.ack(endpoints, "a", "b");
    assertThat(stream.session.status().of(CLUSTER).state()).isEqualTo(TypeStatus.State.SYNCED);
    assertThat(stream.session.status().inSyncWith()).isEqualTo(last.publication());
  }
}
