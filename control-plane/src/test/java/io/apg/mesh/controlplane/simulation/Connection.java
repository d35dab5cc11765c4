package io.apg.mesh.controlplane.simulation;

import io.apg.mesh.session.NodeMemory;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a client and a replica: everything takes its time, and comes in order, until
 * the connection is cut; what is under way then is lost.
 */
final class Connection {
  /** Most that one message takes. */
  static final Duration SLOWEST = Duration.ofMillis(60);

  /** Responses that a client has not read, until the server can write no more. */
  private static final int WINDOW = 4;

  private static final Duration HALF_OPEN = Duration.ofSeconds(2);
  private static final int ONE_LOST_OF = 40;

  private final VirtualTime time;
  private final Random random;
  private final SimulatedClient client;
  private final Deque<XdsResponse> unread = new ArrayDeque<>();
  private @Nullable ServedStream stream;
  private boolean cut;
  private long nextUp;
  private long nextDown;
  private int written;

  Connection(VirtualTime time, Random random, SimulatedClient client) {
    this.time = time;
    this.random = random;
    this.client = client;
  }

  SimulatedClient client() {
    return client;
  }

  /** Opens it to a replica. */
  void open(Replica replica) {
    stream = replica.serve(this);
  }

  @Nullable ServedStream stream() {
    return stream;
  }

  private long travel() {
    return Duration.ofMillis(1 + random.nextInt((int) SLOWEST.toMillis() - 1)).toNanos();
  }

  /** The client says something. */
  void say(XdsRequest request) {
    nextUp = Math.max(nextUp, time.now() + travel());
    time.at(nextUp, () -> arrive(request));
  }

  private void arrive(XdsRequest request) {
    ServedStream server = stream;
    if (!cut && server != null) {
      client.counters().add(Counters.What.REQUESTS);
      server.request(request);
    }
  }

  boolean isWritable() {
    return written < WINDOW;
  }

  /** The server says something. */
  void send(XdsResponse response, NodeMemory memory) {
    written++;
    if (cut) {
      client.counters().add(Counters.What.MESSAGES_LOST);
      return; // Only the server does not know yet.
    }
    client.counters().add(Counters.What.RESPONSES);
    client.sent(response, memory);
    if (stream != null
        && stream.replica().flaw() == Flaw.LOST_RESPONSE
        && random.nextInt(ONE_LOST_OF) == 0) {
      return;
    }
    nextDown = Math.max(nextDown, time.now() + travel());
    unread.add(response);
    time.at(nextDown, this::read);
  }

  /** The client reads one response, unless it reads nothing now. */
  void read() {
    if (cut || client.isStalled() || unread.isEmpty()) {
      return;
    }
    XdsResponse response = unread.remove();
    nextUp = Math.max(nextUp, time.now() + travel());
    time.at(nextUp, this::isRead);
    client.receive(response);
  }

  private void isRead() {
    written--;
    ServedStream server = stream;
    if (!cut && server != null) {
      server.step();
    }
  }

  /** The client reads again. */
  void readAll() {
    for (int i = unread.size(); i > 0; i--) {
      read();
    }
  }

  /** It is gone for the client at once, for the server at some time. */
  void cut() {
    ServedStream server = stream;
    if (!cut && server != null) {
      cut = true;
      client.counters().add(Counters.What.STREAMS_BROKEN);
      client.counters().add(Counters.What.MESSAGES_LOST, unread.size());
      time.after(Duration.ofMillis(random.nextInt((int) HALF_OPEN.toMillis())), server::end);
    }
  }
}
