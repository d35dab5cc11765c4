package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What two nodes of a kind refuse goes to no third; what one refuses is its own affair. */
class SharedRejectionTest {
  private final SharedRejections shared = new SharedRejections();
  private final TestMesh mesh =
      new TestMesh()
          .service("a")
          .service("b")
          .listener("l", "1", "r")
          .host("r", "h", "k=a")
          .host("r", "i", "k=b");

  private TestStream node(Form form, String id) {
    NodeMemory memory = new NodeMemory(id, Clock.systemUTC(), shared, MemoryListener.NONE);
    return new TestStream(form, true, memory);
  }

  /** A client that takes what is served so far; answers what that was, as {@code name=body}. */
  private List<String> connect(TestStream stream) {
    List<String> got = new ArrayList<>();
    stream.snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    got.addAll(take(stream));
    stream.subscribe(ENDPOINT, "a", "b");
    got.addAll(take(stream));
    stream.subscribe(LISTENER);
    got.addAll(take(stream));
    stream.subscribe(ROUTE, "r");
    got.addAll(take(stream));
    return got;
  }

  private List<String> take(TestStream stream) {
    List<String> got = new ArrayList<>();
    for (XdsResponse response : stream.drain()) {
      response.resources().forEach(resource -> got.add(text(resource)));
      stream.ack(response, names(response.type()));
    }
    return got;
  }

  private static String[] names(XdsType type) {
    return switch (type) {
      case ENDPOINT -> new String[] {"a", "b"};
      case ROUTE -> new String[] {"r"};
      default -> new String[0];
    };
  }

  private static String text(Resource resource) {
    if (!(resource instanceof RouteConfig config)) {
      return resource.body().toStringUtf8();
    }
    List<String> hosts = new ArrayList<>();
    for (VirtualHostFragment host : config.table().hosts()) {
      host.routes().forEach(route -> hosts.add(host.name() + ":" + route.body().toStringUtf8()));
    }
    return String.join(" ", hosts);
  }

  /** Takes what comes, but for responses in which that content is. */
  private void refuse(TestStream stream, String content, String message) {
    for (int turn = 0; turn < 20; turn++) {
      XdsResponse response = stream.next();
      if (response == null) {
        stream.session.status();
        return;
      }
      boolean bad = response.resources().stream().anyMatch(r -> text(r).contains(content));
      if (bad) {
        stream.nack(response, message, names(response.type()));
      } else {
        stream.ack(response, names(response.type()));
      }
    }
    throw new AssertionError("not settled");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void oneNodesWordIsItsOwnAffair(Form form) {
    TestStream first = node(form, "n1");
    connect(first);
    mesh.cluster("a", "bad");
    first.snapshot(mesh.publish());
    refuse(first, "a:bad", "cluster a: no");
    assertThat(connect(node(form, "n2"))).contains("a:bad");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aConfirmedClusterGoesToNoFurtherNode(Form form) {
    TestStream third = node(form, "n3");
    connect(third);
    for (String id : List.of("n1", "n2")) {
      mesh.cluster("a", "1");
      TestStream stream = node(form, id);
      connect(stream);
      mesh.cluster("a", "bad");
      stream.snapshot(mesh.publish());
      refuse(stream, "a:bad", "cluster a: no");
    }
    mesh.endpoints("b", "2");
    third.snapshot(mesh.publish());
    assertThat(take(third)).doesNotContain("a:bad").contains("b:2");
    assertThat(third.session.status().withheld())
        .singleElement()
        .satisfies(withheld -> assertThat(withheld.shared()).isTrue());
    assertThat(third.session.status().of(CLUSTER).error().message()).isEqualTo("cluster a: no");
    // A brand-new proxy gets the last good form, and all the rest.
    assertThat(connect(node(form, "n4"))).contains("a:1", "b:1", "h:k=a i:k=b");
    // Mending the object heals all of them.
    mesh.cluster("a", "3");
    third.snapshot(mesh.publish());
    assertThat(take(third)).contains("a:3");
    assertThat(third.session.status().withheld()).isEmpty();
    assertThat(connect(node(form, "n5"))).contains("a:3");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void oneNodeThatRefusesTwiceConfirmsNothing(Form form) {
    for (int turn = 0; turn < 2; turn++) {
      mesh.cluster("a", "1");
      TestStream stream = node(form, "n1");
      connect(stream);
      mesh.cluster("a", "bad");
      stream.snapshot(mesh.publish());
      refuse(stream, "a:bad", "cluster a: no");
    }
    assertThat(connect(node(form, "n2"))).contains("a:bad");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whoHasItKeepsIt(Form form) {
    List<TestStream> refusing = List.of(node(form, "n1"), node(form, "n2"));
    refusing.forEach(this::connect);
    mesh.cluster("a", "bad").host("r", "h", "k=a", "bad=a");
    TestStream healthy = node(form, "n3");
    connect(healthy);
    for (TestStream stream : refusing) {
      stream.snapshot(mesh.publish());
      refuse(stream, "bad", "a: no");
    }
    healthy.snapshot(mesh.endpoints("a", "2").publish());
    assertThat(take(healthy)).containsExactly("a:2");
    healthy.snapshot(mesh.host("r", "i", "k=a").publish());
    assertThat(take(healthy)).containsExactly("h:k=a h:bad=a i:k=a");
    assertThat(healthy.session.status().withheld()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aConfirmedRouteIsHeldInTheLastFormOfItsHost(Form form) {
    for (String id : List.of("n1", "n2")) {
      mesh.host("r", "h", "k=a");
      TestStream stream = node(form, id);
      connect(stream);
      mesh.host("r", "h", "k=a", "bad=a");
      stream.snapshot(mesh.publish());
      refuse(stream, "h:bad", "regex: no");
    }
    assertThat(connect(node(form, "n3"))).contains("h:k=a i:k=b");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void clientsThatRefuseEverythingHarmNobodyElse(Form form) {
    TestStream broken = node(form, "broken");
    broken.snapshot(mesh.publish());
    broken.subscribe(CLUSTER);
    for (XdsResponse response = broken.next(); response != null; response = broken.next()) {
      broken.nack(response, "no");
    }
    List<String> all = connect(node(form, "n1"));
    assertThat(all).contains("a:1", "b:1", "h:k=a i:k=b");
    mesh.cluster("a", "2");
    assertThat(connect(node(form, "n2"))).contains("a:2");
  }
}
