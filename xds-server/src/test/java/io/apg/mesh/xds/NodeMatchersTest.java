package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.apg.mesh.snapshot.Node;
import io.envoyproxy.envoy.type.matcher.v3.NodeMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StructMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which nodes Envoy's matchers choose. */
class NodeMatchersTest {
  private static final Node NODE =
      new Node(
          "sidecar~10.0.0.1~shop",
          "c",
          "",
          "",
          Struct.newBuilder()
              .putFields("team", text("shop"))
              .putFields("size", Value.newBuilder().setNumberValue(3).build())
              .putFields("live", Value.newBuilder().setBoolValue(true).build())
              .putFields("none", Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build())
              .putFields(
                  "zones",
                  Value.newBuilder()
                      .setListValue(
                          ListValue.newBuilder().addValues(text("a")).addValues(text("b")))
                      .build())
              .putFields(
                  "deep",
                  Value.newBuilder()
                      .setStructValue(Struct.newBuilder().putFields("x", text("y")))
                      .build())
              .build(),
          "",
          "",
          Set.of());

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static boolean id(Consumer<StringMatcher.Builder> pattern) {
    NodeMatcher.Builder matcher = NodeMatcher.newBuilder();
    pattern.accept(matcher.getNodeIdBuilder());
    return NodeMatchers.anyOf(List.of(matcher.build())).test(NODE);
  }

  private static boolean value(String path, Consumer<ValueMatcher.Builder> pattern) {
    StructMatcher.Builder struct = StructMatcher.newBuilder();
    List.of(path.split("/")).forEach(key -> struct.addPathBuilder().setKey(key));
    pattern.accept(struct.getValueBuilder());
    NodeMatcher matcher = NodeMatcher.newBuilder().addNodeMetadatas(struct).build();
    return NodeMatchers.anyOf(List.of(matcher)).test(NODE);
  }

  @Test
  void idsByTheirText() {
    assertThat(NodeMatchers.anyOf(List.of()).test(NODE)).isTrue();
    assertThat(id(one -> one.setExact("sidecar~10.0.0.1~shop"))).isTrue();
    assertThat(id(one -> one.setExact("sidecar"))).isFalse();
    assertThat(id(one -> one.setPrefix("sidecar~"))).isTrue();
    assertThat(id(one -> one.setPrefix("SIDECAR~"))).isFalse();
    assertThat(id(one -> one.setPrefix("SIDECAR~").setIgnoreCase(true))).isTrue();
    assertThat(id(one -> one.setSuffix("~shop"))).isTrue();
    assertThat(id(one -> one.setSuffix("~bank"))).isFalse();
    assertThat(id(one -> one.setContains("10.0.0"))).isTrue();
    assertThat(id(one -> one.setContains("10.0.1"))).isFalse();
    assertThat(id(one -> one.getSafeRegexBuilder().setRegex("sidecar~.*~shop"))).isTrue();
    assertThat(id(one -> one.getSafeRegexBuilder().setRegex("sidecar"))).isFalse();
  }

  @Test
  void metadataByPathAndKind() {
    assertThat(value("team", one -> one.getStringMatchBuilder().setExact("shop"))).isTrue();
    assertThat(value("team", one -> one.getStringMatchBuilder().setExact("bank"))).isFalse();
    assertThat(value("deep/x", one -> one.getStringMatchBuilder().setPrefix("y"))).isTrue();
    assertThat(value("deep/z", one -> one.getStringMatchBuilder().setPrefix(""))).isFalse();
    assertThat(value("size", one -> one.getDoubleMatchBuilder().setExact(3))).isTrue();
    assertThat(
            value(
                "size", one -> one.getDoubleMatchBuilder().getRangeBuilder().setStart(1).setEnd(3)))
        .isFalse();
    assertThat(
            value(
                "size", one -> one.getDoubleMatchBuilder().getRangeBuilder().setStart(3).setEnd(4)))
        .isTrue();
    assertThat(value("live", one -> one.setBoolMatch(true))).isTrue();
    assertThat(value("live", one -> one.setBoolMatch(false))).isFalse();
    assertThat(value("none", one -> one.getNullMatchBuilder())).isTrue();
    assertThat(value("team", one -> one.getNullMatchBuilder())).isFalse();
    assertThat(value("absent", one -> one.getNullMatchBuilder())).isFalse();
    assertThat(value("team", one -> one.setPresentMatch(true))).isTrue();
    assertThat(value("absent", one -> one.setPresentMatch(true))).isFalse();
    assertThat(value("absent", one -> one.setPresentMatch(false))).isTrue();
    assertThat(value("deep", one -> one.setPresentMatch(true))).isFalse();
    assertThat(value("zones", one -> zone(one, "b"))).isTrue();
    assertThat(value("zones", one -> zone(one, "c"))).isFalse();
    assertThat(
            value(
                "team",
                one -> {
                  one.getOrMatchBuilder().addValueMatchersBuilder().setBoolMatch(true);
                  one.getOrMatchBuilder()
                      .addValueMatchersBuilder()
                      .getStringMatchBuilder()
                      .setExact("shop");
                }))
        .isTrue();
  }

  private static void zone(ValueMatcher.Builder matcher, String zone) {
    matcher.getListMatchBuilder().getOneOfBuilder().getStringMatchBuilder().setExact(zone);
  }

  @Test
  void allThatOneMatcherSaysMustHold() {
    NodeMatcher.Builder matcher = NodeMatcher.newBuilder();
    matcher.getNodeIdBuilder().setPrefix("sidecar");
    StructMatcher.Builder team = matcher.addNodeMetadatasBuilder();
    team.addPathBuilder().setKey("team");
    team.getValueBuilder().getStringMatchBuilder().setExact("bank");
    assertThat(NodeMatchers.anyOf(List.of(matcher.build())).test(NODE)).isFalse();
    team.getValueBuilder().getStringMatchBuilder().setExact("shop");
    assertThat(NodeMatchers.anyOf(List.of(matcher.build())).test(NODE)).isTrue();
  }

  @Test
  void senselessMatchersAreErrors() {
    assertThatThrownBy(() -> id(one -> {})).hasMessageContaining("match_pattern");
    assertThatThrownBy(() -> id(one -> one.getSafeRegexBuilder().setRegex("(")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> id(one -> one.getSafeRegexBuilder().setRegex("a".repeat(2_000))))
        .hasMessageContaining("safe_regex: 2000 characters");
    assertThatThrownBy(() -> value("team", one -> {})).hasMessageContaining("value: empty");
  }
}
