package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one client, over all its streams. There is one a type, but for load assignments
 * and route configurations of a client that has a stream for each of them.
 */
final class Channels {
  private final Map<XdsType, List<Channel>> channels = new EnumMap<>(XdsType.class);
  private final Lane nobody = new Lane(Form.SOTW, false, "", () -> false);
  private List<Channel> inOrder = List.of();
  private boolean orderly;

  /** Channels of a client whose first stream that is; {@code orderly} = it uses all types. */
  Channels(Lane first, boolean orderly) {
    this.orderly = orderly || first.aggregated();
    XdsType.MAIN.forEach(type -> add(type, first));
  }

  private Channel add(XdsType type, Lane lane) {
    Channel channel = new Channel(type, lane);
    List<Channel> more = new ArrayList<>(all(type));
    more.add(channel);
    set(type, more);
    lane.channels().put(type, channel);
    return channel;
  }

  private void set(XdsType type, List<Channel> all) {
    channels.put(type, List.copyOf(all));
    inOrder = channels.values().stream().flatMap(List::stream).toList();
  }

  /** The channel of a type on a stream; the stream takes it over where nobody has asked for it. */
  Channel on(Lane lane, XdsType type) {
    Channel mine = lane.channels().get(type);
    if (mine != null) {
      return mine;
    }
    List<Channel> all = all(type);
    if (all.isEmpty()) {
      return add(type, lane);
    }
    if (!of(type).isRequested()) {
      all.forEach(unused -> unused.lane().channels().remove(type));
      set(type, List.of());
    } else if (type.fullState() || lane.aggregated() || of(type).lane().aggregated()) {
      throw new IllegalArgumentException(
          "type_url: " + type.typeUrl() + " (expected: one that no other stream has)");
    }
    return add(type, lane);
  }

  /** A stream has ended, and what travelled on it. */
  void leave(Lane lane) {
    orderly = ordered(); // who has used all types together will do so again
    lane.channels()
        .forEach(
            (type, channel) -> {
              List<Channel> all = new ArrayList<>(all(type));
              all.remove(channel);
              set(type, all);
              if (all.isEmpty() && XdsType.MAIN.contains(type)) {
                add(type, nobody);
              }
            });
  }

  /** All of a type; at least one of the main types, of others those that were asked for. */
  List<Channel> all(XdsType type) {
    return channels.getOrDefault(type, List.of());
  }

  /** The one of a type, or the first of several. */
  Channel of(XdsType type) {
    return all(type).get(0);
  }

  /**
   * The one of several that subscribes a name; the first, where none does; null = there is none.
   */
  @Nullable Channel of(XdsType type, String name) {
    Channel first = null;
    for (Channel channel : all(type)) {
      if (channel.subscribes(name)) {
        return channel;
      }
      first = first == null ? channel : first;
    }
    return first;
  }

  Channel clusters() {
    return of(XdsType.CLUSTER);
  }

  Channel endpoints() {
    return of(XdsType.ENDPOINT);
  }

  Channel secrets() {
    return of(XdsType.SECRET);
  }

  Channel listeners() {
    return of(XdsType.LISTENER);
  }

  Channel routes() {
    return of(XdsType.ROUTE);
  }

  /** All of them, in the order in which types are sent. */
  List<Channel> inOrder() {
    return inOrder;
  }

  /** Whether the client subscribes that name, on whatever stream. */
  boolean subscribes(XdsType type, String name) {
    for (Channel channel : all(type)) {
      if (channel.subscribes(name)) {
        return true;
      }
    }
    return false;
  }

  /** Names that were subscribed on a stream that has ended, and on no other. */
  List<String> unsubscribedBy(Lane ended, XdsType type) {
    Channel channel = ended.channels().get(type);
    return channel == null ? List.of() : notSubscribed(type, channel.subscription().names());
  }

  /** Those names that the client does not subscribe, on whatever stream. */
  List<String> notSubscribed(XdsType type, Collection<String> names) {
    return names.stream().filter(name -> !subscribes(type, name)).toList();
  }

  /** A cluster was sent, so that the client needs its load assignment (once more). */
  void oweEndpoints(String cluster) {
    for (Channel endpoints : all(XdsType.ENDPOINT)) {
      if (endpoints.isRequested() || endpoints.lane().aggregated()) {
        endpoints.owe(cluster);
      }
    }
  }

  /** Whether the client is one whose types share a stream (ADS). */
  boolean aggregated() {
    return clusters().lane().aggregated() || endpoints().lane().aggregated();
  }

  /** Whether what is sent behind clusters is also handled behind them. */
  boolean answersInOrder() {
    return clusters().lane().aggregated() && clusters().lane() == endpoints().lane();
  }

  /** Whether clusters and what points to them are served together, so that order can be kept. */
  boolean ordered() {
    return orderly
        || (clusters().isRequested() && (listeners().isRequested() || routes().isRequested()));
  }

  /** Whether the client has clusters from before, and has yet to say which. */
  boolean owesClusters() {
    return orderly && !clusters().isRequested() && (endpoints().isRequested() || !aggregated());
  }
}
