package io.apg.mesh.xds;

import static io.apg.mesh.xds.EmbeddedServer.CLUSTER;
import static io.apg.mesh.xds.EmbeddedServer.ENDPOINT;
import static io.apg.mesh.xds.EmbeddedServer.LISTENER;
import static io.apg.mesh.xds.EmbeddedServer.ack;
import static io.apg.mesh.xds.EmbeddedServer.ask;
import static io.apg.mesh.xds.EmbeddedServer.assignment;
import static io.apg.mesh.xds.EmbeddedServer.assignments;
import static io.apg.mesh.xds.EmbeddedServer.cluster;
import static io.apg.mesh.xds.EmbeddedServer.clusters;
import static io.apg.mesh.xds.EmbeddedServer.nack;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.embed.ResourceSet;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Published sets, as clients get them that want the state of the world. */
class EmbeddedSotwTest {
  private EmbeddedServer xds;
  private HandClient<DiscoveryRequest, DiscoveryResponse> stream;

  @BeforeEach
  void start() throws IOException {
    xds = EmbeddedServer.start();
    stream = xds.sotw();
  }

  @AfterEach
  void stop() {
    xds.close();
  }

  private void publish(ResourceSet set) {
    xds.cache.publish("g", set);
  }

  private static ResourceSet version(String version, int port) {
    return ResourceSet.of(cluster("a", 1), assignment("a", port)).edit().version(version).build();
  }

  @Test
  void aChosenVersionIsWhatClientsSee() throws Exception {
    publish(version("v1", 1));
    DiscoveryResponse first = stream.send(ask(CLUSTER)).next();
    assertThat(first.getVersionInfo()).isEqualTo("v1");
    assertThat(first.getTypeUrl()).isEqualTo(CLUSTER);
    assertThat(clusters(first)).containsExactly("a");
    stream.send(ack(first)).expectNothing();
    publish(version("v2", 1)); // of clusters, nothing but the version differs
    DiscoveryResponse second = stream.next();
    assertThat(second.getVersionInfo()).isEqualTo("v2");
    assertThat(clusters(second)).containsExactly("a");
    stream.send(ack(second)).expectNothing();
    publish(version("v2", 2));
    stream.expectNothing();
  }

  @Test
  void aChosenVersionSendsAllThatIsNamed() throws Exception {
    publish(version("v1", 1));
    DiscoveryResponse first = stream.send(ask(ENDPOINT, "a")).next();
    publish(version("v2", 1));
    DiscoveryResponse second = stream.send(ack(first, "a")).next();
    assertThat(second.getVersionInfo()).isEqualTo("v2");
    assertThat(assignments(second)).containsExactly("a");
  }

  @Test
  void contentVersionsMoveWithContentOnly() throws Exception {
    publish(ResourceSet.of(cluster("a", 1), cluster("b", 1)));
    DiscoveryResponse first = stream.send(ask(CLUSTER)).next();
    publish(ResourceSet.of(cluster("b", 1), cluster("a", 1)));
    stream.send(ack(first)).expectNothing();
    publish(ResourceSet.of(cluster("b", 1), cluster("a", 2)));
    DiscoveryResponse second = stream.next();
    assertThat(clusters(second)).containsExactly("a", "b");
    assertThat(second.getVersionInfo()).isNotEqualTo(first.getVersionInfo());
    publish(ResourceSet.of(cluster("b", 1), cluster("a", 1)));
    assertThat(stream.send(ack(second)).next().getVersionInfo()).isEqualTo(first.getVersionInfo());
  }

  @Test
  void aClientWaitsForTheFirstSet() throws Exception {
    stream.send(ask(CLUSTER)).expectNothing();
    publish(ResourceSet.EMPTY);
    assertThat(stream.next().getResourcesList()).isEmpty();
  }

  @Test
  void whatIsClearedStaysUntilTheNextSet() throws Exception {
    publish(ResourceSet.of(cluster("a", 1)));
    DiscoveryResponse first = stream.send(ask(CLUSTER)).next();
    assertThat(xds.cache.clear("g")).isTrue();
    stream.send(ack(first)).expectNothing();
    HandClient<DiscoveryRequest, DiscoveryResponse> other = xds.sotw();
    other.send(ask(CLUSTER)).expectNothing();
    publish(ResourceSet.of(cluster("b", 1)));
    assertThat(clusters(stream.next())).containsExactly("b");
    assertThat(clusters(other.next())).containsExactly("b");
  }

  @Test
  void onlyNamedAndChangedAssignmentsAreSent() throws Exception {
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 1), assignment("c", 1)));
    DiscoveryResponse first = stream.send(ask(ENDPOINT, "a", "b")).next();
    assertThat(assignments(first)).containsExactlyInAnyOrder("a", "b");
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 2), assignment("c", 2)));
    DiscoveryResponse second = stream.send(ack(first, "a", "b")).next();
    assertThat(assignments(second)).containsExactly("b");
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 2), assignment("c", 3)));
    stream.send(ack(second, "a", "b")).expectNothing();
  }

  @Test
  void aNewVersionComesWithWhatChanged() throws Exception {
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 1)).edit().version("v1").build());
    DiscoveryResponse first = stream.send(ask(ENDPOINT, "a", "b")).next();
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 2)).edit().version("v2").build());
    DiscoveryResponse second = stream.send(ack(first, "a", "b")).next();
    assertThat(assignments(second)).containsExactly("b");
    assertThat(second.getVersionInfo()).isEqualTo("v2");
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 2)).edit().version("v3").build());
    DiscoveryResponse third = stream.send(ack(second, "a", "b")).next();
    assertThat(assignments(third)).containsExactlyInAnyOrder("a", "b");
    assertThat(third.getVersionInfo()).isEqualTo("v3");
    stream.send(ack(third, "a", "b")).expectNothing();
  }

  @Test
  void aMissingNameWithholdsNothingAndComesLater() throws Exception {
    publish(ResourceSet.of(assignment("a", 1)));
    DiscoveryResponse first = stream.send(ask(ENDPOINT, "a", "b")).next();
    assertThat(assignments(first)).containsExactly("a");
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 1)));
    assertThat(assignments(stream.send(ack(first, "a", "b")).next())).containsExactly("b");
  }

  @Test
  void aRemovedAssignmentIsNotToldAndComesAgain() throws Exception {
    publish(ResourceSet.of(assignment("a", 1)));
    DiscoveryResponse first = stream.send(ask(ENDPOINT, "a")).next();
    publish(ResourceSet.EMPTY);
    stream.send(ack(first, "a")).expectNothing();
    publish(ResourceSet.of(assignment("a", 1)));
    assertThat(assignments(stream.next())).containsExactly("a");
  }

  @Test
  void otherNamesAreAnsweredAtTheSameVersion() throws Exception {
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 1)).edit().version("v1").build());
    DiscoveryResponse first = stream.send(ask(ENDPOINT, "a")).next();
    DiscoveryResponse second = stream.send(ack(first, "a", "b")).next();
    assertThat(assignments(second)).containsExactly("b");
    assertThat(second.getVersionInfo()).isEqualTo("v1");
    stream.send(ack(second, "a", "b")).expectNothing();
    stream.send(ack(second, "b")).expectNothing();
  }

  @Test
  void namedClustersAreAFullSetOfTheNamed() throws Exception {
    publish(ResourceSet.of(cluster("a", 1), cluster("b", 1), cluster("c", 1)));
    DiscoveryResponse first = stream.send(ask(CLUSTER, "a", "b")).next();
    assertThat(clusters(first)).containsExactlyInAnyOrder("a", "b");
    publish(ResourceSet.of(cluster("a", 1), cluster("b", 2), cluster("c", 2)));
    DiscoveryResponse second = stream.send(ack(first, "a", "b")).next();
    assertThat(clusters(second)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aRemovedClusterIsLeftOutAtOnce() throws Exception {
    publish(ResourceSet.of(cluster("a", 1), cluster("b", 1)));
    DiscoveryResponse first = stream.send(ask(CLUSTER)).next();
    publish(ResourceSet.of(cluster("b", 1)));
    assertThat(clusters(stream.send(ack(first)).next())).containsExactly("b");
  }

  @Test
  void whatIsRefusedIsNotSentAgainUntilItChanges() throws Exception {
    publish(ResourceSet.of(cluster("a", 1)));
    DiscoveryResponse first = stream.send(ask(CLUSTER)).next();
    publish(ResourceSet.of(cluster("a", 2)));
    DiscoveryResponse second = stream.send(ack(first)).next();
    stream.send(nack(second, first.getVersionInfo())).expectNothing();
    publish(ResourceSet.of(cluster("a", 2)));
    stream.expectNothing();
    publish(ResourceSet.of(cluster("a", 1)));
    assertThat(stream.next().getVersionInfo()).isEqualTo(first.getVersionInfo());
    publish(ResourceSet.of(cluster("a", 2)));
    assertThat(stream.next().getVersionInfo()).isEqualTo(second.getVersionInfo());
  }

  @Test
  void anOvertakenRequestIsIgnored() throws Exception {
    publish(ResourceSet.of(assignment("a", 1), assignment("b", 1)));
    DiscoveryResponse first = stream.send(ask(ENDPOINT, "a")).next();
    publish(ResourceSet.of(assignment("a", 2), assignment("b", 1)));
    DiscoveryResponse second = stream.next();
    stream.send(ack(first, "a", "b")).expectNothing();
    assertThat(assignments(stream.send(ack(second, "a", "b")).next())).containsExactly("b");
  }

  @Test
  void aReconnectAtTheSameVersionGetsNothingButWhatItNames() throws Exception {
    publish(ResourceSet.of(cluster("a", 1), assignment("a", 1)));
    DiscoveryResponse first = stream.send(ask(CLUSTER)).next();
    DiscoveryResponse load = stream.send(ask(ENDPOINT, "a")).next();
    HandClient<DiscoveryRequest, DiscoveryResponse> next = xds.sotw();
    next.send(ack(first).toBuilder().clearResponseNonce().build()).expectNothing();
    next.send(ack(load, "a").toBuilder().clearResponseNonce().build());
    assertThat(assignments(next.next())).containsExactly("a");
    publish(ResourceSet.of(cluster("a", 2), assignment("a", 1)));
    assertThat(clusters(next.next())).containsExactly("a");
  }

  @Test
  void typesAreSentInTheOrderOfMakeBeforeBreak() throws Exception {
    publish(ResourceSet.EMPTY);
    DiscoveryResponse listeners = stream.send(ask(LISTENER)).next();
    DiscoveryResponse clusters = stream.send(ask(CLUSTER)).next();
    stream.send(ask(ENDPOINT, "a")).send(ack(listeners)).send(ack(clusters)).expectNothing();
    publish(
        ResourceSet.of(
            Listener.newBuilder().setName("l").build(), assignment("a", 1), cluster("a", 1)));
    assertThat(stream.next().getTypeUrl()).isEqualTo(CLUSTER);
    assertThat(stream.next().getTypeUrl()).isEqualTo(ENDPOINT);
    assertThat(stream.next().getTypeUrl()).isEqualTo(LISTENER);
  }

  @Test
  void anEmptyListIsNoWildcardOfATypeThatHasNone() throws Exception {
    publish(ResourceSet.of(assignment("a", 1)));
    stream.send(ask(ENDPOINT)).expectNothing();
  }

  @Test
  void anEnvoyGetsTheAssignmentOfAChangedClusterOnceMore() throws Exception {
    publish(
        ResourceSet.of(cluster("a", 1), cluster("b", 1), assignment("a", 1), assignment("b", 1)));
    DiscoveryRequest asked = ask(CLUSTER);
    stream.send(
        asked.toBuilder().setNode(asked.getNode().toBuilder().setUserAgentName("envoy")).build());
    DiscoveryResponse clusters = stream.next();
    DiscoveryResponse load = stream.send(ask(ENDPOINT, "a", "b")).next();
    stream.send(ack(clusters)).send(ack(load, "a", "b")).expectNothing();
    publish(
        ResourceSet.of(cluster("a", 2), cluster("b", 1), assignment("a", 1), assignment("b", 1)));
    assertThat(stream.next().getTypeUrl()).isEqualTo(CLUSTER);
    assertThat(assignments(stream.next())).containsExactly("a");
  }

  @Test
  void editsAreSentLikeSetsMadeAnew() throws Exception {
    ResourceSet set = ResourceSet.of(cluster("a", 1), assignment("a", 1), assignment("b", 1));
    publish(set);
    DiscoveryResponse first = stream.send(ask(ENDPOINT, "a", "b")).next();
    ResourceSet one = set.edit().put(assignment("a", 2)).build();
    ResourceSet other = set.edit().put(assignment("b", 2)).build();
    publish(one);
    DiscoveryResponse second = stream.send(ack(first, "a", "b")).next();
    assertThat(assignments(second)).containsExactly("a");
    publish(other); // not made from the one before: a goes back, b goes on
    DiscoveryResponse third = stream.send(ack(second, "a", "b")).next();
    assertThat(assignments(third)).containsExactlyInAnyOrder("a", "b");
    publish(set);
    DiscoveryResponse fourth = stream.send(ack(third, "a", "b")).next();
    assertThat(assignments(fourth)).containsExactly("b");
    publish(set.edit().remove(XdsType.ENDPOINT, "b").build());
    stream.send(ack(fourth, "a", "b")).expectNothing();
  }
}
