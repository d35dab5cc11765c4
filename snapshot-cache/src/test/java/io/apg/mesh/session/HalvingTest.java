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
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A refusal that names nothing: what may be bad is sent again in halves, until it is alone. */
class HalvingTest {
  private static final String NO_NAME = "missing ]: [";

  private final NodeMemory memory = new NodeMemory();
  private final TestMesh mesh =
      new TestMesh().service("a").service("b").service("c").service("d").listener("l", "1", "r");

  /** Answers as a client that takes only whole responses, until nothing more comes. */
  private static List<XdsResponse> answerAll(TestStream stream, String text, String... names) {
    List<XdsResponse> accepted = new ArrayList<>();
    int responses = 0;
    for (XdsResponse response = stream.next(); response != null; response = stream.next()) {
      assertThat(++responses).as("responses").isLessThan(40);
      if (response.resources().stream().anyMatch(Badness::isBad)) {
        stream.nack(response, text, names);
      } else {
        stream.ack(response, names);
        accepted.add(response);
      }
    }
    return accepted;
  }

  private static Set<String> hosts(XdsResponse response) {
    return ((RouteConfig) response.resources().get(0)).table().hostNames();
  }

  private static Set<String> bodies(List<XdsResponse> responses) {
    return responses.stream()
        .flatMap(response -> response.resources().stream())
        .map(Resource::body)
        .map(ByteString::toStringUtf8)
        .collect(Collectors.toSet());
  }

  private List<FragmentKey> remembered() {
    return memory.rejections().stream().map(Rejection::key).toList();
  }

  @Test
  void aFreshClientGetsAllVirtualHostsButTheBadOne() {
    for (Form form : Form.values()) {
      NodeMemory fresh = new NodeMemory();
      TestStream stream = new TestStream(form, true, fresh);
      stream.snapshot(
          mesh.host("r", "h1", "k=a")
              .host("r", "h2", "bad=b")
              .host("r", "h3", "k=c")
              .host("r", "h4", "k=d")
              .host("r", "h5", "k=d")
              .publish());
      stream.subscribe(ROUTE, "r");
      List<XdsResponse> accepted = answerAll(stream, NO_NAME, "r");
      assertThat(accepted).allSatisfy(response -> assertThat(hosts(response)).isNotEmpty());
      assertThat(hosts(accepted.get(accepted.size() - 1))).containsExactly("h1", "h3", "h4", "h5");
      assertThat(fresh.rejections())
          .singleElement()
          .satisfies(one -> assertThat(one.key()).isEqualTo(FragmentKey.of("r", "h2")))
          .satisfies(
              one -> assertThat(one.origins()).containsExactly(new Origin("route", "h2.bad")));
    }
  }

  @Test
  void aClientWhoseOnlyVirtualHostIsBadGetsTheRest() {
    TestStream stream = new TestStream(Form.DELTA, true, memory);
    stream.snapshot(mesh.host("r", "h1", "bad=a").publish()).subscribe(ROUTE, "r");
    List<XdsResponse> accepted = answerAll(stream, NO_NAME, "r");
    assertThat(hosts(accepted.get(0))).isEmpty();
    stream.snapshot(mesh.host("r", "h1", "k=a").publish());
    assertThat(hosts(stream.expect(ROUTE, "r"))).containsExactly("h1");
  }

  @Test
  void changedVirtualHostsKeepTheirFormUntilTheyAreTried() {
    TestStream stream = new TestStream(Form.DELTA, true, memory);
    for (String host : List.of("h1", "h2", "h3", "h4")) {
      mesh.host("r", host, "k=a");
    }
    stream.snapshot(mesh.publish()).subscribe(ROUTE, "r");
    stream.ack(stream.expect(ROUTE, "r"));
    for (String host : List.of("h1", "h3", "h4")) {
      mesh.host("r", host, "k=b");
    }
    stream.snapshot(mesh.host("r", "h2", "k=b", "bad=c").publish());
    Answer answer = stream.nack(stream.expect(ROUTE, "r"), NO_NAME);
    assertThat(answer.nack().names()).containsExactly("r");
    assertThat(answer.nack().origins()).as("told to nobody yet").isEmpty();
    assertThat(memory.rejections()).isEmpty();
    XdsResponse half = stream.expect(ROUTE, "r");
    stream.expectNothing();
    assertThat(((RouteConfig) half.resources().get(0)).table().host("h3").routes().get(0).body())
        .isEqualTo(ByteString.copyFromUtf8("k=a"));
    stream.nack(half, NO_NAME);
    List<XdsResponse> accepted = answerAll(stream, NO_NAME, "r");
    RouteConfig last = (RouteConfig) accepted.get(accepted.size() - 1).resources().get(0);
    assertThat(last.body().toStringUtf8()).doesNotContain("bad");
    assertThat(last.table().host("h2").clusters()).containsExactly("a");
    assertThat(last.table().host("h4").clusters()).containsExactly("b");
    assertThat(remembered()).containsExactly(FragmentKey.of("r", "h2"));
    assertThat(stream.session.status().of(ROUTE).error().origins())
        .containsExactly(new Origin("route", "h2.k"), new Origin("route", "h2.bad"));
  }

  @Test
  void innocentsOfEachTypeFlow() {
    for (Form form : Form.values()) {
      for (XdsType type : List.of(CLUSTER, ENDPOINT, LISTENER)) {
        NodeMemory fresh = new NodeMemory();
        TestMesh many = new TestMesh();
        for (String name : List.of("a", "b", "c", "d")) {
          put(many, type, name, "1");
        }
        TestStream stream = new TestStream(form, true, fresh).snapshot(many.publish());
        String[] names = type == ENDPOINT ? new String[] {"a", "b", "c", "d"} : new String[0];
        stream.subscribe(type, names);
        stream.ack(stream.expect(type), names);
        put(many, type, "a", "2");
        put(many, type, "b", "bad");
        put(many, type, "c", "2");
        put(many, type, "d", "malformed");
        stream.snapshot(many.publish());
        Set<String> accepted = bodies(answerAll(stream, "Invalid duration: seconds: -1", names));
        assertThat(accepted).as("%s %s", form, type).contains("a:2", "c:2");
        assertThat(fresh.rejections().stream().map(Rejection::key))
            .containsExactlyInAnyOrder(FragmentKey.of(type, "b"), FragmentKey.of(type, "d"));
      }
    }
  }

  private static void put(TestMesh mesh, XdsType type, String name, String content) {
    switch (type) {
      case CLUSTER -> mesh.staticCluster(name, content);
      case SECRET -> mesh.secret(name, content);
      case ENDPOINT -> mesh.endpoints(name, content);
      case LISTENER -> mesh.listener(name, content);
      case ROUTE -> mesh.host("r", name, content);
      case RUNTIME, EXTENSION_CONFIG, SCOPED_ROUTE, VIRTUAL_HOST ->
          throw new IllegalArgumentException("type: " + type + " (expected: another)");
    }
  }

  @Test
  void aRemovalInARefusedMessageIsSentAgain() {
    TestStream stream = new TestStream(Form.DELTA, true, memory);
    mesh.listener("l1", "1").listener("l2", "1");
    stream.snapshot(mesh.publish()).subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER));
    stream.snapshot(mesh.remove(LISTENER, "l1").listener("l2", "malformed").publish());
    XdsResponse first = stream.expect(LISTENER, "l2");
    assertThat(first.removed()).containsExactly("l1");
    stream.nack(first, "Invalid duration: seconds: -1");
    assertThat(stream.expect(LISTENER).removed()).containsExactly("l1");
  }

  @Test
  void aSuspectThatChangesIsNotSuspectedAnyMore() {
    TestStream stream = new TestStream(Form.DELTA, true, memory).snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a", "b");
    stream.ack(stream.expect(ENDPOINT));
    stream.snapshot(mesh.endpoints("a", "2").endpoints("b", "bad").publish());
    stream.nack(stream.expect(ENDPOINT), "no");
    stream.snapshot(mesh.endpoints("a", "3").endpoints("b", "3").publish());
    assertThat(bodies(answerAll(stream, "no"))).contains("a:3", "b:3");
    assertThat(memory.rejections()).isEmpty();
  }
}
