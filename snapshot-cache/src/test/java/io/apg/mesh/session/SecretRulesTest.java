package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Secrets are served as every named type is, one a response. */
class SecretRulesTest {
  private final NodeMemory memory = new NodeMemory();
  private final TestMesh mesh = new TestMesh().secret("id", "1").secret("trust", "1");

  private TestStream stream(Form form, boolean ordered) {
    return new TestStream(form, ordered, memory).snapshot(mesh.publish());
  }

  @ParameterizedTest
  @EnumSource
  void a1_secretsAreServedOnAdsAndByThemselves(Form form) {
    for (boolean ordered : List.of(true, false)) {
      TestStream stream = stream(form, ordered);
      stream.subscribe(SECRET, "id", "trust");
      XdsResponse one = stream.expect(SECRET, "id");
      XdsResponse two = stream.expect(SECRET, "trust");
      stream.expectNothing();
      assertThat(stream.ack(one, "id", "trust").nack()).isNull();
      assertThat(stream.ack(two, "id", "trust").nack()).isNull();
      assertThat(stream.session.status().of(SECRET).state()).isEqualTo(TypeStatus.State.SYNCED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatChangesIsSentAndOnlyToWhoAsks(Form form) {
    TestStream stream = stream(form, true);
    stream.subscribe(SECRET, "id");
    stream.ack(stream.expect(SECRET, "id"), "id");
    stream.snapshot(mesh.secret("trust", "2").publish());
    stream.expectNothing();
    stream.snapshot(mesh.secret("id", "2").publish());
    stream.ack(stream.expect(SECRET, "id"), "id");
    stream.expectNothing();
  }

  @ParameterizedTest
  @EnumSource
  void aSecretGoesOutWhenItIsThere(Form form) {
    TestStream stream = stream(form, true);
    stream.subscribe(SECRET, "late");
    stream.drain().forEach(response -> assertThat(response.resources()).isEmpty());
    stream.snapshot(mesh.secret("late", "1").publish());
    stream.expect(SECRET, "late");
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedSecretIsNotSentAgainAndTheOldOneStays(Form form) {
    TestStream stream = stream(form, true);
    stream.subscribe(SECRET, "id", "trust");
    stream.drain().forEach(response -> stream.ack(response, "id", "trust"));
    stream.snapshot(mesh.secret("id", "bad").secret("trust", "2").publish());
    XdsResponse bad = stream.expect(SECRET, "id");
    XdsResponse good = stream.expect(SECRET, "trust");
    Answer answer = stream.nack(bad, "Failed to load certificate chain", "id", "trust");
    assertThat(answer.nack().names()).containsExactly("id");
    stream.ack(good, "id", "trust");
    stream.expectNothing();
    assertThat(stream.session.status().of(SECRET).state()).isEqualTo(TypeStatus.State.ERROR);
    stream.snapshot(mesh.secret("id", "3").publish());
    stream.ack(stream.expect(SECRET, "id"), "id", "trust");
    assertThat(stream.session.status().of(SECRET).state()).isEqualTo(TypeStatus.State.SYNCED);
  }

  @ParameterizedTest
  @EnumSource
  void aSecretComesBeforeWhatPointsToIt(Form form) {
    TestStream stream = stream(form, true);
    stream.subscribe(CLUSTER).subscribe(LISTENER).subscribe(SECRET, "id");
    stream.drain();
    stream.snapshot(
        mesh.secureCluster("a", "1", "id").secret("id", "2").listener("l", "1").publish());
    stream.expect(SECRET, "id");
    stream.expect(CLUSTER, "a");
    stream.expect(LISTENER, "l");
  }

  @ParameterizedTest
  @EnumSource
  void whatAReconnectingClientHasIsNotSentAgain(Form form) {
    Snapshot snapshot = mesh.publish();
    TestStream stream = stream(form, true);
    if (form == Form.SOTW) {
      stream.say(new SotwRequest(SECRET, "any", "", List.of("id"), null));
      stream.expect(SECRET, "id"); // it does not say which content it has
    } else {
      String version = snapshot.resource(SECRET, "id").version();
      stream.reconnect(SECRET, List.of("id"), Map.of("id", version));
    }
    stream.expectNothing();
  }

  @ParameterizedTest
  @EnumSource
  void itsContentIsInNoWords(Form form) {
    TestStream stream = stream(form, true);
    stream.subscribe(SECRET, "id");
    XdsResponse response = stream.expect(SECRET, "id");
    String body = response.resources().get(0).body().toStringUtf8();
    assertThat(response + " " + response.resources() + stream.session.status())
        .doesNotContain(body)
        .contains("SECRET id");
  }
}
