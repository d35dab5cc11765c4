package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a client refuses is held back, and nothing else. */
class RefusalTest {
  private final NodeMemory memory = new NodeMemory();
  private final TestMesh mesh =
      new TestMesh()
          .service("a")
          .service("b")
          .listener("l", "1", "r")
          .host("r", "h", "k=a")
          .host("r", "i", "k=b");

  private TestStream delta() {
    return new TestStream(Form.DELTA, true, memory);
  }

  private TestStream synced() {
    TestStream stream = delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER));
    stream.subscribe(ENDPOINT, "a", "b");
    stream.ack(stream.expect(ENDPOINT));
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER));
    stream.subscribe(ROUTE, "r");
    stream.ack(stream.expect(ROUTE));
    assertThat(stream.session.status().inSyncWith()).isEqualTo(1);
    return stream;
  }

  private static List<String> hosts(XdsResponse response) {
    List<String> all = new ArrayList<>();
    RouteConfig config = (RouteConfig) response.resources().get(0);
    for (VirtualHostFragment host : config.table().hosts()) {
      host.routes().forEach(route -> all.add(host.name() + ":" + route.body().toStringUtf8()));
    }
    return all;
  }

  @Test
  void refusedContentIsNotSentAgain() {
    TestStream stream = synced();
    stream.snapshot(mesh.cluster("a", "bad").publish());
    XdsResponse clusters = stream.expect(CLUSTER, "a");
    stream.expect(ENDPOINT, "a");
    Answer answer = stream.nack(clusters, "Error adding/updating cluster(s) a: ring hash: no");
    assertThat(answer.nack().names()).containsExactly("a");
    assertThat(answer.nack().origins()).containsExactly(new Origin("cluster", "a"));
    stream.ack(stream.expect(CLUSTER, "a")); // as it was
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.expectNothing();
    stream.snapshot(mesh.endpoints("b", "2").publish());
    stream.ack(stream.expect(ENDPOINT, "b"));
    TypeStatus status = stream.session.status().of(CLUSTER);
    assertThat(status.state()).isEqualTo(TypeStatus.State.ERROR);
    assertThat(status.error().message()).contains("ring hash");
    assertThat(stream.session.status().inSyncWith()).isEqualTo(1);
    stream.snapshot(mesh.cluster("a", "3").publish());
    stream.ack(stream.expect(CLUSTER, "a"));
    stream.ack(stream.expect(ENDPOINT, "a"));
    assertThat(stream.session.status().inSyncWith()).isEqualTo(4);
    stream.snapshot(mesh.cluster("a", "bad").publish());
    stream.expectNothing(); // it keeps what it accepted last
    stream.session.status();
    TestStream next = delta().snapshot(mesh.publish());
    next.subscribe(CLUSTER);
    assertThat(next.expect(CLUSTER, "a", "b").resources().stream().map(Resource::body))
        .extracting(ByteString::toStringUtf8)
        .containsExactlyInAnyOrder("a:3", "b:1");
  }

  @Test
  void aRefusedClusterThatLeavesIsNoReasonToBeOutOfSync() {
    TestStream stream = synced();
    stream.snapshot(mesh.service("bad").publish());
    stream.nack(stream.expect(CLUSTER, "bad"), "Error adding/updating cluster(s) bad: no");
    stream.drain().forEach(stream::ack);
    assertThat(stream.session.status().of(CLUSTER).state()).isEqualTo(TypeStatus.State.ERROR);
    assertThat(stream.session.status().inSyncWith()).isEqualTo(1);
    stream.snapshot(mesh.leaving("bad").publish());
    stream.expectNothing();
    assertThat(stream.session.status().of(CLUSTER).state()).isEqualTo(TypeStatus.State.SYNCED);
    assertThat(stream.session.status().inSyncWith()).isEqualTo(3);
  }

  @Test
  void aClusterThatLeavesIsNothingNew_andStaysUntilItIsGone() {
    TestStream stream = synced();
    stream.snapshot(mesh.host("r", "h", "k=b").leaving("a").publish());
    stream.ack(stream.expect(ROUTE, "r"));
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).isEqualTo(2);
    stream.pass(Duration.ofMinutes(5)).snapshot(mesh.removeService("a").publish());
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).isEqualTo(3);
    stream.pass(Duration.ofSeconds(30));
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("a");
  }

  @Test
  void refusedContentThatReturnsIsStillRefused() {
    TestStream stream = synced();
    stream.snapshot(mesh.endpoints("a", "bad").publish());
    stream.nack(stream.expect(ENDPOINT, "a"), "a: weight 0");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.snapshot(mesh.endpoints("a", "1").publish());
    stream.expectNothing();
    stream.snapshot(mesh.endpoints("a", "bad").publish());
    stream.expectNothing();
  }

  @Test
  void aRefusedClusterIsHeldInItsGoodFormInSotw() {
    TestStream stream = new TestStream(Form.SOTW, true, memory).snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "b"));
    stream.snapshot(mesh.cluster("a", "bad").cluster("new", "bad").publish());
    stream.nack(stream.expect(CLUSTER, "a", "b", "new"), "Error adding/updating cluster(s) a, new");
    stream.ack(stream.expect(CLUSTER, "a", "b"));
    stream.expectNothing();
    stream.snapshot(mesh.cluster("b", "2").publish());
    XdsResponse next = stream.expect(CLUSTER, "a", "b");
    assertThat(next.resources().stream().map(r -> r.body().toStringUtf8()))
        .containsExactlyInAnyOrder("a:1", "b:2");
  }

  @Test
  void innocentLoadAssignmentsAreSentAgain() {
    TestStream stream = synced();
    stream.snapshot(mesh.endpoints("a", "bad").endpoints("b", "2").publish());
    stream.nack(stream.expect(ENDPOINT, "a", "b"), "cluster_name: \"a\" weight 0");
    XdsResponse again = stream.expect(ENDPOINT, "a", "b");
    assertThat(again.resources().stream().map(r -> r.body().toStringUtf8()))
        .containsExactlyInAnyOrder("a:1", "b:2");
    stream.expectNothing();
  }

  @Test
  void aRefusedVirtualHostIsHeldInItsLastForm() {
    TestStream stream = synced();
    stream.snapshot(mesh.host("r", "h", "k=a", "bad=a").publish());
    Answer answer = stream.nack(stream.expect(ROUTE, "r"), "missing ]: [");
    assertThat(answer.nack().names()).containsExactly("r");
    assertThat(answer.nack().origins())
        .containsExactly(new Origin("route", "h.bad")); // k is as it was
    stream.expectNothing();
    stream.snapshot(mesh.host("r", "i", "k=a").publish());
    XdsResponse next = stream.expect(ROUTE, "r");
    assertThat(hosts(next)).containsExactly("h:k=a", "i:k=a");
    stream.ack(next);
    assertThat(stream.session.status().of(ROUTE).state()).isEqualTo(TypeStatus.State.ERROR);
    stream.snapshot(mesh.host("r", "h", "k=a", "good=a").publish());
    XdsResponse healed = stream.expect(ROUTE, "r");
    assertThat(hosts(healed)).containsExactly("h:k=a", "h:good=a", "i:k=a");
    stream.ack(healed);
    assertThat(stream.session.status().of(ROUTE).state()).isEqualTo(TypeStatus.State.SYNCED);
  }

  @Test
  void theNextStreamOfTheNodeIsNotSentRefusedContent() {
    TestStream stream = synced();
    stream.snapshot(mesh.host("r", "h", "k=a", "bad=a").cluster("b", "bad").publish());
    stream.nack(stream.expect(CLUSTER, "b"), "b is bad");
    stream.ack(stream.expect(ENDPOINT, "b"));
    stream.ack(stream.expect(CLUSTER, "b")); // as it was
    stream.ack(stream.expect(ENDPOINT, "b"));
    stream.nack(stream.expect(ROUTE, "r"), "missing ]: [");
    Snapshot snapshot = mesh.publish();

    TestStream fresh = delta().snapshot(snapshot).subscribe(CLUSTER).subscribe(ROUTE, "r");
    XdsResponse clusters = fresh.expect(CLUSTER, "a", "b");
    assertThat(clusters.resources().stream().map(r -> r.body().toStringUtf8()))
        .containsExactly("a:1", "b:1");
    XdsResponse routes = fresh.expect(ROUTE, "r");
    assertThat(hosts(routes)).containsExactly("h:k=a", "i:k=b");

    String version = routes.resources().get(0).version();
    TestStream back = delta().snapshot(snapshot);
    back.reconnect(ROUTE, List.of("r"), Map.of("r", version));
    back.expectNothing();
    assertThat(back.session.status().of(ROUTE).error().message()).isEqualTo("missing ]: [");

    TestStream other = TestStream.delta().snapshot(snapshot).subscribe(ROUTE, "r");
    assertThat(hosts(other.expect(ROUTE, "r"))).containsExactly("h:k=a", "h:bad=a", "i:k=b");
  }

  @Test
  void aClientThatRefusesEverythingIsNotAnsweredForEver() {
    for (Form form : Form.values()) {
      TestStream stream = new TestStream(form, true, new NodeMemory()).snapshot(mesh.publish());
      stream.subscribe(CLUSTER).subscribe(ENDPOINT, "a", "b").subscribe(LISTENER);
      stream.subscribe(ROUTE, "r");
      int responses = 0;
      for (XdsResponse response = stream.next(); response != null; response = stream.next()) {
        stream.nack(response, "no", TestStream.names(response).toArray(String[]::new));
        assertThat(++responses).as("responses").isLessThan(20);
      }
    }
  }

  @Test
  void aClientThatRefusesEverythingWithAKnownNameIsNotAnsweredForEver() {
    TestStream stream = synced();
    stream.snapshot(mesh.endpoints("a", "bad").host("r", "h", "bad=a").publish());
    stream.nack(stream.expect(ENDPOINT, "a"), "a is bad");
    stream.snapshot(mesh.service("c").host("s", "h", "k=a").publish());
    stream.subscribe(ENDPOINT, "c").subscribe(ROUTE, "s");
    int responses = 0;
    for (XdsResponse next = stream.next(); next != null; next = stream.next()) {
      stream.nack(next, "still: a and r are bad");
      assertThat(++responses).as("responses").isLessThan(20);
    }
  }

  @Test
  void routesToARefusedClusterAreHeldBackAndNothingElse() {
    TestStream stream = synced();
    stream.snapshot(
        mesh.cluster("new", "bad").host("r", "h", "k=new").host("r", "i", "k=b", "x=a").publish());
    stream.nack(stream.expect(CLUSTER, "new"), "new is bad");
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("new");
    XdsResponse routes = stream.expect(ROUTE, "r");
    assertThat(hosts(routes)).containsExactly("h:k=a", "i:k=b", "i:x=a");
    stream.ack(routes);
    assertThat(stream.session.status().of(ROUTE).waitingFor()).containsExactly("new");
  }

  @Test
  void theNextStreamLeavesRoutesWhereTheyWereBeforeTheirClusterWasRefused() {
    TestStream stream = synced();
    stream.snapshot(
        mesh.service("new").host("r", "h", "k=new").host("r", "i", "k=b", "x=a").publish());
    stream.nack(stream.expect(CLUSTER, "new"), "new is bad");
    stream.ack(stream.expect(CLUSTER));
    XdsResponse variant = stream.expect(ROUTE, "r");
    stream.ack(variant);

    TestStream next = reconnected(variant.resources().get(0).version());
    next.expectNothing();
    assertThat(next.session.status().of(ROUTE).waitingFor()).containsExactly("new");
    next.snapshot(mesh.host("r", "i", "k=b").publish());
    assertThat(hosts(next.expect(ROUTE, "r"))).containsExactly("h:k=a", "i:k=b");
    next.snapshot(mesh.host("r", "h", "k=b").publish());
    assertThat(hosts(next.expect(ROUTE, "r"))).containsExactly("h:k=b", "i:k=b");
  }

  @Test
  void aConfigurationOfUnknownContentStaysWhileItsNewClusterIsRefused() {
    TestStream stream = synced();
    stream.snapshot(mesh.service("new").host("r", "h", "k=new").publish());
    stream.nack(stream.expect(CLUSTER, "new"), "new is bad");

    TestStream next = reconnected("something else");
    next.pass(Duration.ofHours(1));
    next.expectNothing();
    TypeStatus status = next.session.status().of(ROUTE);
    assertThat(status.state()).isEqualTo(TypeStatus.State.WAITING);
    assertThat(status.waitingFor()).containsExactly("new");
    next.snapshot(mesh.host("r", "h", "k=b").publish());
    assertThat(hosts(next.expect(ROUTE, "r"))).containsExactly("h:k=b", "i:k=b");
  }

  private TestStream reconnected(String routes) {
    Snapshot snapshot = mesh.publish();
    TestStream stream = delta().snapshot(snapshot);
    Map<XdsType, List<String>> held =
        Map.of(CLUSTER, List.of("a", "b"), ENDPOINT, List.of("a", "b"), LISTENER, List.of("l"));
    for (XdsType type : List.of(CLUSTER, ENDPOINT, LISTENER)) {
      stream.reconnect(
          type,
          type == ENDPOINT ? held.get(type) : List.of(),
          held.get(type).stream()
              .collect(
                  Collectors.toMap(name -> name, name -> snapshot.resource(type, name).version())));
    }
    stream.reconnect(ROUTE, List.of("r"), Map.of("r", routes));
    return stream;
  }

  @Test
  void theTextIsShownWithoutDumps() {
    String text =
        "Proto constraint validation failed goo.gle/debugstr cluster_name: \"a\" endpoints {\n"
            + "  lb_endpoints {\n  }\n} : (ClusterLoadAssignmentValidationError.Endpoints[0]: bad)";
    assertThat(NackText.clean(text))
        .isEqualTo(
            "Proto constraint validation failed "
                + "(ClusterLoadAssignmentValidationError.Endpoints[0]: bad)");
    assertThat(NackText.clean("goo.gle/debugproto   \nname: \"a\"\nx {\n}\n: failed (a: b)"))
        .isEqualTo("failed (a: b)");
    assertThat(NackText.clean("missing ]: [")).isEqualTo("missing ]: [");
    assertThat(NackText.clean("bad goo.gle/debugonly x: 1")).isEqualTo("bad");
    assertThat(NackText.clean("x".repeat(100_000))).hasSizeLessThan(2100);
  }

  @Test
  void namesAreFoundAsWordsOnly() {
    List<String> names = List.of("svc_a", "svc_a_v2", "svc", "b.c");
    assertThat(NackText.named("cluster svc_a_v2: no", names)).containsExactly("svc_a_v2");
    assertThat(NackText.named("'svc_a' and (svc).", names)).containsExactly("svc_a", "svc");
    assertThat(NackText.named("b.c.", names)).containsExactly("b.c");
    assertThat(NackText.named("b.c.d", names)).isEmpty();
  }
}
