package io.apg.mesh.controlplane.simulation;

import io.apg.mesh.session.Answer;
import io.apg.mesh.session.ClientSession;
import io.apg.mesh.session.Lane;
import io.apg.mesh.session.NodeMemory;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.session.SessionStatus;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.NodeSnapshot;
import io.apg.mesh.snapshot.OwnResources;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.SnapshotSource;
import io.apg.mesh.snapshot.View;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One ADS stream at a replica; what {@code XdsClient} does around a session, on virtual time. */
final class ServedStream {
  private static final Snapshot NOTHING = new NodeSnapshot(0, View.empty(0), OwnResources.NONE);

  private final VirtualTime time;
  private final Replica replica;
  private final Node node;
  private final String id;
  private final Connection connection;
  private final Lane lane;
  private final NodeMemory memory;
  private final ClientSession session;
  private final SnapshotSource.Subscription subscription;
  private @Nullable Snapshot seen;
  private boolean dirty = true;
  private boolean ended;
  private long tickAt = Long.MAX_VALUE;

  ServedStream(
      VirtualTime time,
      Replica replica,
      Node node,
      String id,
      SessionSettings settings,
      Connection connection) {
    this.time = time;
    this.replica = replica;
    this.node = node;
    this.id = id;
    this.connection = connection;
    ClientSpec client = connection.client().spec();
    this.lane = new Lane(client.form(), true, id + ".", connection::isWritable);
    this.memory = replica.memories().open(node, id);
    boolean envoy = client.kind() != ClientSpec.Kind.GRPC;
    this.session =
        ClientSession.of(
            replica.flaw().delivery(), lane, memory, settings.withUnaskedClusters(envoy));
    this.subscription = replica.publisher().cache().subscribe(node, this::changed);
  }

  private void changed() {
    if (!dirty) {
      dirty = true;
      time.after(Duration.ZERO, this::step);
    }
  }

  void request(XdsRequest request) {
    if (ended) {
      return;
    }
    Snapshot known = subscription.current();
    connection.client().heard(request, memory, known == null ? NOTHING : known);
    Answer answer = session.onRequest(lane, request, time.now());
    if (answer != null && answer.nack() != null) {
      connection.client().counters().add(Counters.What.NACKS);
    }
    step();
  }

  /** Sends what there is to send. */
  void step() {
    if (ended) {
      return;
    }
    if (dirty) {
      dirty = false;
      Snapshot newest = subscription.current();
      if (newest != null && newest != seen) {
        seen = newest;
        session.onSnapshot(newest);
      }
    }
    for (XdsResponse response = session.next(time.now());
        response != null;
        response = session.next(time.now())) {
      connection.send(response, memory);
    }
    schedule(session.nextTick());
    status();
  }

  private void schedule(OptionalLong next) {
    long at = next.orElse(Long.MAX_VALUE);
    if (at != tickAt) {
      tickAt = at;
      if (next.isPresent()) {
        time.at(at, () -> tick(at));
      }
    }
  }

  private void tick(long at) {
    if (at == tickAt) {
      tickAt = Long.MAX_VALUE;
      step();
    }
  }

  /** How far the client is. */
  SessionStatus status() {
    return session.status();
  }

  /** What the client should have. */
  @Nullable Snapshot snapshot() {
    return subscription.current();
  }

  Replica replica() {
    return replica;
  }

  void end() {
    if (!ended) {
      ended = true;
      session.end(lane);
      replica.memories().close(node, id);
      subscription.close();
      replica.ended(this);
    }
  }
}
