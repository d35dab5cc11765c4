package io.apg.mesh.xds;

import static io.apg.mesh.xds.EmbeddedServer.CLUSTER;
import static io.apg.mesh.xds.EmbeddedServer.ENDPOINT;
import static io.apg.mesh.xds.EmbeddedServer.SECRET;
import static io.apg.mesh.xds.EmbeddedServer.ack;
import static io.apg.mesh.xds.EmbeddedServer.again;
import static io.apg.mesh.xds.EmbeddedServer.assignment;
import static io.apg.mesh.xds.EmbeddedServer.cluster;
import static io.apg.mesh.xds.EmbeddedServer.nack;
import static io.apg.mesh.xds.EmbeddedServer.names;
import static io.apg.mesh.xds.EmbeddedServer.subscribe;
import static io.apg.mesh.xds.EmbeddedServer.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.embed.ResourceSet;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Published sets, as clients get them that want changes only. */
class EmbeddedDeltaTest {
  private EmbeddedServer xds;
  private HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> stream;

  @BeforeEach
  void start() throws IOException {
    xds = EmbeddedServer.start();
    stream = xds.delta();
  }

  @AfterEach
  void stop() {
    xds.close();
  }

  private void publish(ResourceSet set) {
    xds.cache.publish("g", set);
  }

  @Test
  void aWildcardGetsAllAndThenWhatChanged() throws Exception {
    publish(ResourceSet.of(cluster("a", 1), cluster("b", 1)));
    DeltaDiscoveryResponse first = stream.send(subscribe(CLUSTER)).next();
    assertThat(names(first)).containsExactly("a", "b");
    stream.send(ack(first)).expectNothing();
    publish(ResourceSet.of(cluster("b", 2), cluster("c", 1)));
    DeltaDiscoveryResponse second = stream.next();
    assertThat(names(second)).containsExactlyInAnyOrder("b", "c");
    assertThat(second.getRemovedResourcesList()).containsExactly("a");
    stream.send(ack(second)).expectNothing();
  }

  @Test
  void anEmptySetIsToldToAWildcard() throws Exception {
    publish(ResourceSet.EMPTY);
    DeltaDiscoveryResponse first = stream.send(subscribe(CLUSTER)).next();
    assertThat(first.getResourcesList()).isEmpty();
    stream.send(ack(first)).expectNothing();
  }

  @Test
  void chosenVersionsOfResourcesDecide() throws Exception {
    publish(ResourceSet.EMPTY.edit().put(cluster("a", 1), "one").build());
    DeltaDiscoveryResponse first = stream.send(subscribe(CLUSTER)).next();
    assertThat(first.getResources(0).getVersion()).isEqualTo("one");
    publish(ResourceSet.EMPTY.edit().put(cluster("a", 2), "one").build());
    stream.send(ack(first)).expectNothing();
    publish(ResourceSet.EMPTY.edit().put(cluster("a", 2), "two").version("v7").build());
    DeltaDiscoveryResponse second = stream.next();
    assertThat(second.getResources(0).getVersion()).isEqualTo("two");
    assertThat(second.getSystemVersionInfo()).isEqualTo("v7");
    publish(ResourceSet.EMPTY.edit().put(cluster("a", 2), "two").version("v8").build());
    stream.send(ack(second)).expectNothing();
  }

  @Test
  void whatDoesNotExistIsToldAtOnceAndComesLater() throws Exception {
    publish(ResourceSet.of(assignment("a", 1)));
    DeltaDiscoveryResponse first = stream.send(subscribe(ENDPOINT, "a", "b")).next();
    assertThat(names(first)).containsExactly("a");
    assertThat(first.getRemovedResourcesList()).containsExactly("b");
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 1)));
    assertThat(names(stream.send(ack(first)).next())).containsExactly("b");
  }

  @Test
  void removalsOfNamedTypesAreToldAtOnce() throws Exception {
    Secret secret = Secret.newBuilder().setName("s").build();
    publish(ResourceSet.of(cluster("a", 1), assignment("a", 1), secret));
    DeltaDiscoveryResponse clusters = stream.send(subscribe(CLUSTER)).next();
    DeltaDiscoveryResponse load = stream.send(subscribe(ENDPOINT, "a")).next();
    DeltaDiscoveryResponse secrets = stream.send(subscribe(SECRET, "s")).next();
    stream.send(ack(clusters)).send(ack(load)).send(ack(secrets)).expectNothing();
    publish(ResourceSet.of(cluster("a", 1)));
    assertThat(stream.next().getRemovedResourcesList()).containsExactly("s");
    assertThat(stream.next().getRemovedResourcesList()).containsExactly("a");
    publish(ResourceSet.of(cluster("a", 1), assignment("a", 1), secret));
    assertThat(names(stream.next())).containsExactly("s");
    assertThat(names(stream.next())).containsExactly("a");
  }

  @Test
  void manyAssignmentsTravelTogether() throws Exception {
    ResourceSet.Edit edit = ResourceSet.EMPTY.edit();
    String[] names = new String[2_000];
    for (int i = 0; i < names.length; i++) {
      names[i] = "load-" + i;
      edit.put(assignment(names[i], 1));
    }
    publish(edit.build());
    assertThat(names(stream.send(subscribe(ENDPOINT, names)).next())).hasSize(names.length);
  }

  @Test
  void aReconnectGetsWhatDiffersOnly() throws Exception {
    publish(ResourceSet.of(cluster("a", 1), cluster("b", 1), cluster("c", 1)));
    DeltaDiscoveryResponse first = stream.send(subscribe(CLUSTER)).next();
    Map<String, String> had =
        Map.of("a", first.getResources(0).getVersion(), "b", "an old one", "gone", "what it was");
    DeltaDiscoveryResponse second = xds.delta().send(again(CLUSTER, had)).next();
    assertThat(names(second)).containsExactlyInAnyOrder("b", "c");
    assertThat(second.getRemovedResourcesList()).containsExactly("gone");
  }

  @Test
  void aReconnectOfNamesGetsWhatDiffersOnly() throws Exception {
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 1)));
    DeltaDiscoveryResponse first = stream.send(subscribe(ENDPOINT, "a", "b")).next();
    Map<String, String> had =
        Map.of("a", first.getResources(0).getVersion(), "b", "an old one", "gone", "1");
    DeltaDiscoveryResponse second = xds.delta().send(again(ENDPOINT, had, "a", "b", "gone")).next();
    assertThat(names(second)).containsExactly("b");
    assertThat(second.getRemovedResourcesList()).containsExactly("gone");
  }

  @Test
  void whatIsRefusedIsNotSentAgainUntilItChanges() throws Exception {
    publish(ResourceSet.of(assignment("a", 1)));
    DeltaDiscoveryResponse first = stream.send(subscribe(ENDPOINT, "a")).next();
    publish(ResourceSet.of(assignment("a", 2)));
    DeltaDiscoveryResponse second = stream.send(ack(first)).next();
    stream.send(nack(second)).expectNothing();
    publish(ResourceSet.of(assignment("a", 1)));
    assertThat(names(stream.next())).containsExactly("a");
    publish(ResourceSet.EMPTY);
    assertThat(stream.next().getRemovedResourcesList()).containsExactly("a");
  }

  @Test
  void subscriptionsCountWhateverTheNonceSays() throws Exception {
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 1), assignment("c", 1)));
    DeltaDiscoveryResponse first = stream.send(subscribe(ENDPOINT, "a")).next();
    publish(ResourceSet.of(assignment("a", 2), assignment("b", 1), assignment("c", 1)));
    stream.next();
    stream.send(ack(first).toBuilder().addResourceNamesSubscribe("b").build());
    assertThat(names(stream.next())).containsExactly("b");
    stream.send(subscribe(ENDPOINT, "c").toBuilder().setResponseNonce("nobody's").build());
    assertThat(names(stream.next())).containsExactly("c");
    stream.send(subscribe(ENDPOINT, "c"));
    assertThat(names(stream.next())).containsExactly("c");
    stream.send(unsubscribe(ENDPOINT, "c", "never there")).expectNothing();
    publish(ResourceSet.of(assignment("a", 2), assignment("b", 1), assignment("c", 9)));
    stream.expectNothing();
  }

  @Test
  void aNameBesideTheWildcardIsAnsweredWhenItGoes() throws Exception {
    publish(ResourceSet.of(cluster("a", 1), cluster("b", 1)));
    DeltaDiscoveryResponse first = stream.send(subscribe(CLUSTER, "*", "a", "x")).next();
    assertThat(names(first)).containsExactlyInAnyOrder("a", "b");
    assertThat(first.getRemovedResourcesList()).containsExactly("x");
    stream.send(ack(first)).expectNothing();
    stream.send(unsubscribe(CLUSTER, "a"));
    assertThat(names(stream.next())).containsExactly("a");
    stream.send(unsubscribe(CLUSTER, "*")).expectNothing();
    publish(ResourceSet.of(cluster("a", 2), cluster("b", 2)));
    stream.expectNothing();
  }
}
