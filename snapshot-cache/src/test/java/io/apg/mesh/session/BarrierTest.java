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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A refusal without a word is found by the order of answers. */
class BarrierTest {
  private static final Duration A_WHILE = Duration.ofMillis(101);

  private final NodeMemory memory = new NodeMemory();
  private final TestMesh mesh = new TestMesh().service("a").service("b").listener("l", "1");

  private TestStream synced() {
    TestStream stream = new TestStream(Form.DELTA, true, memory).snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER));
    stream.subscribe(ENDPOINT, "a", "b");
    stream.ack(stream.expect(ENDPOINT));
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER));
    stream.expectNothing();
    return stream;
  }

  private static String body(XdsResponse response, String name) {
    for (Resource resource : response.resources()) {
      if (resource.name().equals(name)) {
        return resource.body().toStringUtf8();
      }
    }
    return "";
  }

  @Test
  void aNewClusterThatWasNotSubscribedIsTakenBack() {
    TestStream stream = synced();
    stream.snapshot(mesh.cluster("a", "2").cluster("new", "bad").publish());
    XdsResponse silent = stream.expect(CLUSTER, "a", "new");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.expectNothing();
    stream.pass(A_WHILE);
    XdsResponse probe = stream.expect(ENDPOINT);
    stream.expectNothing();
    stream.ack(probe);
    XdsResponse back = stream.expect(CLUSTER);
    assertThat(back.removed()).containsExactly("new");
    assertThat(memory.rejections()).as("not before the client said so").isEmpty();
    stream.nack(silent, "Error adding/updating cluster(s) new: no");
    assertThat(memory.rejections()).hasSize(1);
    stream.ack(back);
    XdsResponse repeat = stream.expect(CLUSTER, "a");
    assertThat(body(repeat, "a")).isEqualTo("a:2");
    stream.ack(repeat);
    stream.expectNothing();
  }

  @Test
  void changedClustersAreTakenBackAndTheInnocentSentAgain() {
    TestStream stream = synced();
    stream.snapshot(mesh.cluster("a", "2").cluster("b", "bad").publish());
    XdsResponse silent = stream.expect(CLUSTER, "a", "b");
    stream.ack(stream.expect(ENDPOINT, "a", "b"));
    stream.expectNothing();
    stream.pass(A_WHILE);
    stream.ack(stream.expect(ENDPOINT));
    XdsResponse back = stream.expect(CLUSTER, "a", "b");
    assertThat(body(back, "a")).isEqualTo("a:1");
    assertThat(body(back, "b")).isEqualTo("b:1");
    stream.ack(stream.expect(ENDPOINT, "a", "b"));
    stream.nack(silent, "Error adding/updating cluster(s) b: no");
    stream.ack(back);
    XdsResponse again = stream.expect(CLUSTER, "a");
    assertThat(body(again, "a")).isEqualTo("a:2");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.ack(again);
    stream.expectNothing();
  }

  @Test
  void theWatchOutlivesAnEarlierAlarm() {
    TestStream stream = synced();
    stream.snapshot(mesh.host("r", "h", "k=a").publish());
    stream.subscribe(ROUTE, "r");
    stream.ack(stream.expect(ROUTE));
    stream.snapshot(
        mesh.cluster("a", "2")
            .service("new")
            .host("r", "h", "k=new")
            .host("r", "i", "k=a")
            .publish());
    stream.expect(CLUSTER, "a", "new");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.expectNothing();
    List<XdsResponse> said = new ArrayList<>();
    for (int ticks = 0; ticks < 5 && stream.session.nextTick().isPresent(); ticks++) {
      long wait = stream.session.nextTick().getAsLong() - stream.now();
      assertThat(wait).as("an alarm that goes on").isPositive();
      stream.pass(Duration.ofNanos(wait));
      for (XdsResponse next = stream.next(); next != null; next = stream.next()) {
        said.add(next);
        if (next.type() != CLUSTER) {
          stream.ack(next);
        }
      }
    }
    assertThat(said.stream().flatMap(response -> response.removed().stream()))
        .containsExactly("new");
    assertThat(stream.now()).isLessThan(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void nothingIsTakenBackWhileALoadAssignmentIsMissing() {
    TestStream stream = synced();
    stream.snapshot(mesh.cluster("a", "2").cluster("slow", "1").publish());
    stream.expect(CLUSTER, "a", "slow");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.subscribe(ENDPOINT, "slow");
    stream.ack(stream.expect(ENDPOINT));
    for (int i = 0; i < 100; i++) {
      stream.pass(A_WHILE);
      stream.expectNothing();
    }
  }

  @Test
  void nothingIsTakenBackFromAClientThatAnswersNothing() {
    TestStream stream = synced();
    stream.snapshot(mesh.cluster("a", "2").publish());
    stream.expect(CLUSTER, "a");
    stream.expect(ENDPOINT, "a");
    for (int i = 0; i < 100; i++) {
      stream.pass(A_WHILE);
      stream.expectNothing();
    }
  }

  @Test
  void aClientThatNothingCanBeTakenBackFromIsAskedLessAndLessOften() {
    Snapshot old = mesh.publish();
    TestStream stream = new TestStream(Form.DELTA, true, memory);
    stream.snapshot(mesh.cluster("a", "bad").cluster("b", "2").publish());
    stream.reconnect(CLUSTER, List.of(), versions(old, CLUSTER));
    stream.reconnect(ENDPOINT, List.of("a", "b"), versions(old, ENDPOINT));
    stream.reconnect(LISTENER, List.of(), versions(old, LISTENER));
    stream.expect(CLUSTER, "a", "b");
    stream.ack(stream.expect(ENDPOINT, "a", "b"));
    int probes = 0;
    for (int i = 0; i < 600; i++) {
      for (XdsResponse probe = stream.next(); probe != null; probe = stream.next()) {
        probes++;
        stream.ack(probe);
      }
      stream.pass(A_WHILE);
    }
    assertThat(probes).isBetween(2, 12);
  }

  private static Map<String, String> versions(Snapshot snapshot, XdsType type) {
    return snapshot.resources(type).stream()
        .collect(Collectors.toMap(Resource::name, Resource::version));
  }

  @Test
  void anAnswerInTimeEndsTheWatch() {
    TestStream stream = synced();
    stream.snapshot(mesh.cluster("a", "2").publish());
    XdsResponse clusters = stream.expect(CLUSTER, "a");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.ack(clusters);
    stream.pass(A_WHILE);
    stream.expectNothing();
  }

  @Test
  void aSlowClusterPutsTheWatchOffUntilItsBound() {
    Duration bound = Duration.ofSeconds(2);
    for (String slow : List.of("secret", "dns", "check")) {
      TestStream stream = synced();
      switch (slow) {
        case "secret" -> mesh.secureCluster("slow", slow, "missing");
        case "dns" -> mesh.dnsCluster("slow", slow, bound);
        default -> mesh.checkedCluster("slow", slow, bound);
      }
      stream.snapshot(mesh.cluster("a", slow).publish());
      XdsResponse silent = stream.expect(CLUSTER, "a", "slow");
      stream.subscribe(ENDPOINT, "slow");
      stream.drain().forEach(stream::ack);
      Duration most = slow.equals("secret") ? TestStream.SETTINGS.warmBound() : bound;
      for (Duration passed = A_WHILE; passed.compareTo(most) < 0; passed = passed.plus(A_WHILE)) {
        stream.pass(A_WHILE);
        stream.expectNothing();
      }
      assertThat(stream.session.status().of(CLUSTER).state()).isEqualTo(TypeStatus.State.WAITING);
      stream.ack(silent);
      stream.pass(Duration.ofHours(1));
      assertThat(stream.drain()).as(slow).isEmpty();
      assertThat(memory.isEmpty()).isTrue();
      mesh.remove(CLUSTER, "slow").cluster("a", "1");
    }
  }

  @Test
  void whatIsRefusedBesideASlowClusterIsFoundAfterItsBound() {
    TestStream stream = synced();
    mesh.dnsCluster("slow", "1", Duration.ofSeconds(2)).cluster("new", "bad");
    stream.snapshot(mesh.publish());
    XdsResponse silent = stream.expect(CLUSTER, "new", "slow");
    stream.pass(A_WHILE);
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(4));
    stream.ack(stream.expect(ENDPOINT));
    XdsResponse back = stream.expect(CLUSTER);
    assertThat(back.removed()).containsExactlyInAnyOrder("new", "slow");
    stream.nack(silent, "Error adding/updating cluster(s) new: no");
    stream.ack(back);
    assertThat(memory.rejections())
        .extracting(rejection -> rejection.key().name())
        .containsExactly("new");
    stream.ack(stream.expect(CLUSTER, "slow"));
    stream.expectNothing();
  }

  @Test
  void aSlowClusterThatARouteUsesIsNotTakenOut() {
    TestStream stream = synced();
    mesh.dnsCluster("slow", "1", Duration.ofSeconds(2)).host("r", "h", "k=slow");
    stream.snapshot(mesh.publish()).subscribe(ROUTE, "r");
    stream.expect(CLUSTER, "slow");
    stream.ack(stream.expect(ROUTE));
    for (int i = 0; i < 600; i++) {
      stream.pass(A_WHILE);
      for (XdsResponse probe = stream.next(); probe != null; probe = stream.next()) {
        assertThat(probe.type()).isEqualTo(ENDPOINT);
        stream.ack(probe);
      }
    }
    assertThat(memory.isEmpty()).isTrue();
  }
}
