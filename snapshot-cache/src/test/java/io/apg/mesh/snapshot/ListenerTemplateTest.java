package io.apg.mesh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ListenerTemplateTest {
  private static final View EMPTY = View.empty(1);

  @Test
  void aProxyHasTheListenersOfItsViewAtItsOwnAddress() throws Exception {
    View view = EMPTY.edit().put(template(5432, "db")).build(2);
    for (String address : List.of("127.0.0.1", "127.0.0.2")) {
      NodeSnapshot snapshot = snapshot(view, at(address));
      Resource resource = snapshot.resource(XdsType.LISTENER, "tcp_" + address + "_5432");
      assertThat(resource).isNotNull();
      Listener listener = Listener.parseFrom(resource.body());
      assertThat(listener.getName()).isEqualTo(resource.name());
      assertThat(listener.getAddress().getSocketAddress().getAddress()).isEqualTo(address);
      assertThat(listener.getAddress().getSocketAddress().getPortValue()).isEqualTo(5432);
      assertThat(listener.getStatPrefix()).isEqualTo("db");
      assertThat(resource.refersToCluster("db")).isTrue();
      assertThat(snapshot.resources(XdsType.LISTENER)).containsExactly(resource);
      assertThat(snapshot.size(XdsType.LISTENER)).isEqualTo(1);
    }
    assertThat(snapshot(view, at("127.0.0.1")).version(XdsType.LISTENER))
        .isNotEqualTo(snapshot(view, at("127.0.0.2")).version(XdsType.LISTENER));
  }

  @Test
  void aProxyWithoutAPlaceHasNone() {
    NodeSnapshot snapshot = snapshot(EMPTY.edit().put(template(5432, "db")).build(2), null);
    assertThat(snapshot.resources(XdsType.LISTENER)).isEmpty();
    assertThat(snapshot.size(XdsType.LISTENER)).isZero();
    assertThat(snapshot.version(XdsType.LISTENER))
        .isEqualTo(snapshot(EMPTY, null).version(XdsType.LISTENER));
  }

  @Test
  void itsOwnListenersKeepTheirPorts() {
    View view = EMPTY.edit().put(template(15001, "db")).put(template(80, "web")).build(2);
    NodeSnapshot snapshot = snapshot(view, at("127.0.0.1", 15001, 9));
    assertThat(snapshot.resource(XdsType.LISTENER, "tcp_127.0.0.1_15001")).isNull();
    assertThat(snapshot.resources(XdsType.LISTENER))
        .extracting(Resource::name)
        .containsExactly("tcp_127.0.0.1_80");
    assertThat(snapshot.size(XdsType.LISTENER)).isEqualTo(1);
  }

  @Test
  void namesOfNothingAreNothing() {
    NodeSnapshot snapshot =
        snapshot(EMPTY.edit().put(template(5432, "db")).build(2), at("127.0.0.1"));
    for (String name :
        List.of("", "x", "tcp_127.0.0.1_", "tcp_127.0.0.1_x", "tcp_127.0.0.1_1", "tcp_::1_5432")) {
      assertThat(snapshot.resource(XdsType.LISTENER, name)).as(name).isNull();
    }
  }

  @Test
  void aChangeIsTheListenersOfItsPorts() {
    View one = EMPTY.edit().put(template(1, "a")).put(template(2, "b")).build(2);
    View two = one.edit().put(template(1, "b")).put(template(2, "b")).build(3);
    View three = two.edit().removeTemplate(2).put(template(3, "c")).build(4);
    Placement place = at("127.0.0.1");
    assertThat(changed(one, two, place)).containsExactly("tcp_127.0.0.1_1");
    assertThat(changed(one, three, place))
        .containsExactlyInAnyOrder("tcp_127.0.0.1_1", "tcp_127.0.0.1_2", "tcp_127.0.0.1_3");
    assertThat(changed(three, three, place)).isEmpty();
    assertThat(three.edit().put(template(3, "c")).removeTemplate(9).build(5)).isSameAs(three);
    View again =
        three.edit().removeTemplate(3).put(template(1, "a")).put(template(2, "b")).build(6);
    assertThat(snapshot(again, place).version(XdsType.LISTENER))
        .isEqualTo(snapshot(one, place).version(XdsType.LISTENER))
        .isNotEqualTo(snapshot(two, place).version(XdsType.LISTENER));
    View other = View.empty(7).edit().put(template(4, "d")).build(8);
    assertThat(changed(one, other, place)).hasSize(3);
  }

  @Test
  void aProxyThatMovesHasAllOfThemAnew() {
    View view = EMPTY.edit().put(template(1, "a")).build(2);
    assertThat(
            snapshot(view, at("127.0.0.2"))
                .changedSince(snapshot(view, at("127.0.0.1")), XdsType.LISTENER))
        .containsExactlyInAnyOrder("tcp_127.0.0.1_1", "tcp_127.0.0.2_1");
  }

  private static Set<String> changed(View from, View to, Placement place) {
    return snapshot(to, place).changedSince(snapshot(from, place), XdsType.LISTENER);
  }

  private static NodeSnapshot snapshot(View view, @Nullable Placement place) {
    return new NodeSnapshot(view.publication(), view, new OwnResources(List.of(), Map.of(), place));
  }

  private static Placement at(String address, Integer... taken) {
    Listener.Builder head = Listener.newBuilder();
    head.getAddressBuilder().getSocketAddressBuilder().setAddress(address);
    ByteString encoded = Content.encode(head.build());
    return new Placement("tcp_" + address + "_", encoded, Set.of(taken));
  }

  private static ListenerTemplate template(int port, String cluster) {
    Listener.Builder listener = Listener.newBuilder().setStatPrefix(cluster);
    listener.getAddressBuilder().getSocketAddressBuilder().setPortValue(port);
    return ListenerTemplate.of(port, listener.build(), Refs.toClusters(Set.of(cluster)), List.of());
  }
}
