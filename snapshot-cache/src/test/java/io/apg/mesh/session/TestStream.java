package io.apg.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session, its clock, and short words for what a client says. */
final class TestStream {
  static final SessionSettings SETTINGS =
      SessionSettings.DEFAULT.withRelease(Duration.ofSeconds(30), Duration.ofSeconds(60));

  final XdsSession session;
  final Lane lane;
  private final Form form;
  private long now;

  TestStream(Form form, boolean ordered, NodeMemory memory) {
    this.form = form;
    this.lane = new Lane(form, ordered, "t.", () -> true);
    this.session = new XdsSession(lane, memory, SETTINGS);
  }

  static TestStream delta() {
    return new TestStream(Form.DELTA, true, new NodeMemory());
  }

  static TestStream sotw() {
    return new TestStream(Form.SOTW, true, new NodeMemory());
  }

  TestStream snapshot(Snapshot snapshot) {
    session.onSnapshot(snapshot);
    return this;
  }

  @Nullable Answer say(XdsRequest request) {
    return session.onRequest(lane, request, now);
  }

  /** Subscribes: in delta on top of the rest, in SotW in its place. */
  TestStream subscribe(XdsType type, String... names) {
    say(
        form == Form.DELTA
            ? new DeltaRequest(type, "", List.of(names), List.of(), Map.of(), null)
            : new SotwRequest(type, "", "", List.of(names), null));
    return this;
  }

  TestStream unsubscribe(XdsType type, String... names) {
    say(new DeltaRequest(type, "", List.of(), List.of(names), Map.of(), null));
    return this;
  }

  /** First words of a delta stream. */
  TestStream reconnect(XdsType type, List<String> names, Map<String, String> versions) {
    say(new DeltaRequest(type, "", names, List.of(), versions, null));
    return this;
  }

  @Nullable Answer ack(XdsResponse response, String... names) {
    return answer(response, response.version(), null, names);
  }

  @Nullable Answer nack(XdsResponse response, String message, String... names) {
    return answer(response, "old", new ErrorDetail(3, message), names);
  }

  @Nullable Answer answer(
      XdsResponse response, String version, @Nullable ErrorDetail error, String... names) {
    return say(
        form == Form.DELTA
            ? new DeltaRequest(
                response.type(), response.nonce(), List.of(), List.of(), Map.of(), error)
            : new SotwRequest(response.type(), version, response.nonce(), List.of(names), error));
  }

  @Nullable XdsResponse next() {
    return session.next(now);
  }

  /** The next response, which must be of that type. */
  XdsResponse expect(XdsType type) {
    XdsResponse response = next();
    assertThat(response).as("response of type %s", type).isNotNull();
    assertThat(response.type()).isEqualTo(type);
    return response;
  }

  XdsResponse expect(XdsType type, String... names) {
    XdsResponse response = expect(type);
    assertThat(names(response)).containsExactlyInAnyOrder(names);
    return response;
  }

  void expectNothing() {
    XdsResponse response = next();
    assertThat(response).as("no response").isNull();
  }

  List<XdsResponse> drain() {
    List<XdsResponse> all = new ArrayList<>();
    for (XdsResponse response = next(); response != null; response = next()) {
      all.add(response);
    }
    return all;
  }

  TestStream pass(Duration time) {
    now += time.toNanos();
    return this;
  }

  long now() {
    return now;
  }

  static List<String> names(XdsResponse response) {
    return response.resources().stream().map(Resource::name).toList();
  }
}
