package io.apg.mesh.xds;

import io.apg.mesh.session.Lane;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a server, and which streams are one client: those of one node that come from one
 * connection (or, of clients other than Envoy that use several ADS streams, from one host), are
 * open at the same time, and do not ask for the same thing. Whoever asks for what another stream of
 * that node has is somebody else, with state of its own. Thread-safe.
 */
final class XdsClients {
  private final XdsContext context;
  private final Map<Node, List<Member>> byNode = new HashMap<>();
  private long ids;

  /** A client, and its streams by what they ask for. */
  private static final class Member {
    final XdsClient client;
    final Map<XdsType, Set<XdsStream>> streams = new EnumMap<>(XdsType.class);
    final Map<XdsStream, Lane> lanes = new LinkedHashMap<>(2);

    Member(XdsClient client) {
      this.client = client;
    }

    /** Types that name resources may have one stream a name, where each has a service. */
    boolean accepts(XdsStream stream, XdsType type) {
      Set<XdsStream> present = streams.getOrDefault(type, Set.of());
      if (present.isEmpty()) {
        return true;
      }
      return !type.fullState()
          && !stream.isAggregated()
          && !present.iterator().next().isAggregated();
    }

    boolean isOf(XdsStream stream) {
      if (lanes.containsKey(stream)) {
        return true;
      }
      XdsStream known = lanes.keySet().iterator().next();
      return stream.sharesConnectionWith(known)
          || (stream.isAggregated()
              && known.isAggregated()
              && !client.node().userAgentName().equals("envoy")
              && stream.sharesHostWith(known));
    }

    Seat seat(XdsStream stream, XdsType type) {
      streams.computeIfAbsent(type, key -> new HashSet<>(2)).add(stream);
      return new Seat(client, lanes.computeIfAbsent(stream, XdsStream::newLane));
    }
  }

  XdsClients(XdsContext context) {
    this.context = context;
  }

  /** Where a stream is served that asks for a type for the first time. */
  synchronized Seat seat(XdsStream stream, Node node, XdsType type) {
    List<Member> known = byNode.computeIfAbsent(node, key -> new ArrayList<>(1));
    for (int i = known.size() - 1; i >= 0; i--) {
      Member member = known.get(i);
      if (hasMailboxFor(stream, member) && member.isOf(stream) && member.accepts(stream, type)) {
        return member.seat(stream, type);
      }
    }
    Node kept = known.isEmpty() ? node : known.get(0).client.node();
    Mailbox mailbox = stream.mailbox();
    Member member =
        new Member(
            new XdsClient(
                context,
                Long.toString(++ids, Character.MAX_RADIX),
                kept,
                mailbox == null ? new Mailbox(context.loops().current()) : mailbox));
    known.add(member);
    return member.seat(stream, type);
  }

  /** A stream that has a seat stays in the mailbox of that, wherever else it gets one. */
  private static boolean hasMailboxFor(XdsStream stream, Member member) {
    Mailbox mailbox = stream.mailbox();
    return mailbox == null || mailbox == member.client.mailbox();
  }

  /** A stream has ended. */
  void leave(XdsStream stream, @Nullable Node node) {
    for (Seat seat : remove(stream, node)) {
      seat.client().leave(seat.lane());
    }
  }

  private synchronized List<Seat> remove(XdsStream stream, @Nullable Node node) {
    List<Member> known = node == null ? null : byNode.get(node);
    if (known == null) {
      return List.of();
    }
    List<Seat> left = new ArrayList<>(1);
    for (Member member : known) {
      Lane lane = member.lanes.remove(stream);
      if (lane != null) {
        member.streams.values().forEach(streams -> streams.remove(stream));
        left.add(new Seat(member.client, lane));
      }
    }
    known.removeIf(member -> member.lanes.isEmpty());
    if (known.isEmpty()) {
      byNode.remove(node);
    }
    return left;
  }

  /** All of them. */
  synchronized List<XdsClient> all() {
    List<XdsClient> all = new ArrayList<>();
    byNode.values().forEach(known -> known.forEach(member -> all.add(member.client)));
    return all;
  }
}
