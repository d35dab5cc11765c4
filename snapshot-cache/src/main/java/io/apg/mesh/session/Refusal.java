package io.apg.mesh.session;

import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays a NACK to resources. Where its text names some of those that changed, it is laid to them,
 * and the others are innocent: of clusters and listeners the client has applied them, of load
 * assignments and route configurations it has applied nothing, so they go out again. Where it names
 * none, nor one that is refused already, it is laid to everything that changed. What it is laid to
 * stays in the form that the client accepted last, until its content changes.
 */
final class Refusal {
  private final Channel channel;
  private final NodeMemory memory;
  private final Map<String, Sent.Change> changes = new LinkedHashMap<>();
  private final Set<String> uncertain = new HashSet<>();
  private final Set<String> superseded;
  private final List<String> blamed;
  private final String text;

  private Refusal(
      Channel channel,
      NodeMemory memory,
      List<Sent> refused,
      @Nullable Sent accepted,
      String text) {
    this.memory = memory;
    this.channel = channel;
    this.text = text;
    this.superseded = accepted == null ? Set.of() : accepted.changes.keySet();
    for (Sent sent : refused) {
      sent.changes.forEach(this::add);
    }
    List<String> candidates = new ArrayList<>();
    changes.forEach(
        (name, change) -> {
          if (change.after() != null && change.isChange()) {
            candidates.add(name);
          }
        });
    List<String> named = NackText.named(text, candidates);
    if (accepted != null) {
      this.blamed = named.stream().filter(superseded::contains).toList();
    } else if (named.isEmpty() && NackText.named(text, memory.names(channel.type())).isEmpty()) {
      this.blamed = candidates;
    } else {
      this.blamed = named;
    }
  }

  private void add(String name, Sent.Change change) {
    Sent.Change older = changes.put(name, change);
    if (older != null) {
      changes.put(name, change.after(older));
      uncertain.add(name);
    }
  }

  /** Of these responses, all unanswered so far. */
  static Refusal of(Channel channel, NodeMemory memory, List<Sent> refused, String text) {
    return new Refusal(channel, memory, refused, null, text);
  }

  /**
   * Of responses older than one that was accepted as a whole: what that one still carries is
   * innocent.
   */
  static Refusal late(
      Channel channel, NodeMemory memory, List<Sent> older, Sent accepted, String text) {
    return new Refusal(channel, memory, older, accepted, text);
  }

  /** Puts the channel back to what the client has now, and the blame into the memory. */
  Nack apply() {
    List<Rejection> rejections = new ArrayList<>();
    blamed.forEach(name -> reject(name, rejections));
    memory.add(rejections);
    changes.forEach(this::takeBack);
    Set<Origin> origins = new LinkedHashSet<>();
    rejections.forEach(rejection -> origins.addAll(rejection.origins()));
    return new Nack(channel.type(), blamed, NackText.clean(text), List.copyOf(origins));
  }

  private void takeBack(String name, Sent.Change change) {
    boolean isBlamed = blamed.contains(name);
    if (superseded.contains(name)) {
      return;
    }
    if (channel.type().fullState() && !isBlamed) {
      return;
    }
    if (!channel.subscribes(name)) {
      return;
    }
    if (channel.inFlight().rebase(name, change.before())) {
      takeBackAgain(name);
      return;
    }
    // Of several changes in a row the client may have applied the first ones.
    boolean isKnown = change.before().isAbsent() || !uncertain.contains(name);
    channel.revert(name, isKnown ? change.before() : Held.SOMETHING);
    // Of load assignments even equal ones were needed: their clusters may wait for them. Only where
    // something is blamed, or a client that refuses everything would be answered for ever.
    if (!blamed.isEmpty() && channel.type() == XdsType.ENDPOINT && !change.before().isAbsent()) {
      channel.owe(name);
    }
  }

  /** The same content may be under way once more. */
  private void takeBackAgain(String name) {
    Sent.Change newest = channel.inFlight().newest(name);
    if (newest != null && newest.after() != null) {
      FragmentKey key = FragmentKey.of(channel.type(), name);
      if (memory.of(key, newest.after().version()) != null) {
        channel.revert(name, newest.before());
      }
    }
  }

  private void reject(String name, List<Rejection> rejections) {
    Sent.Change change = changes.get(name);
    Resource refused = change == null ? null : change.after();
    if (change == null || refused == null) {
      return;
    }
    int before = rejections.size();
    if (refused instanceof RouteConfig config
        && change.before().resource() instanceof RouteConfig old) {
      rejectHosts(config, old, rejections);
    }
    if (rejections.size() == before) {
      rejections.add(
          new Rejection(
              FragmentKey.of(channel.type(), name),
              Set.of(refused.version()),
              change.before().resource(),
              null,
              NackText.clean(text),
              List.copyOf(refused.origins())));
    }
  }

  private void rejectHosts(RouteConfig refused, RouteConfig old, List<Rejection> rejections) {
    for (String name : refused.table().changedHosts(old.table())) {
      VirtualHostFragment host = refused.table().host(name);
      if (host != null) {
        rejections.add(
            new Rejection(
                new FragmentKey(XdsType.ROUTE, refused.name(), name),
                Set.of(host.version()),
                null,
                old.table().host(name),
                NackText.clean(text),
                List.copyOf(host.origins())));
      }
    }
  }
}
