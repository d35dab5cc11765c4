package io.apg.mesh.session;

import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays a NACK to resources. Where its text names some of those that changed, it is laid to them, and
 * the others are innocent: of clusters and listeners the client has applied them, of load
 * assignments and route configurations it has applied nothing, so they go out again. Where it names
 * none, it is laid to everything that changed. What it is laid to stays in the form that the client
 * accepted last, until its content changes.
 */
final class Refusal {
  private final Channel channel;
  private final Map<String, Sent.Change> changes;
  private final List<String> blamed;
  private final String text;

  Refusal(Channel channel, List<Sent> refused, Set<String> superseded, String text) {
    this.channel = channel;
    this.changes = new LinkedHashMap<>();
    this.text = text;
    for (Sent sent : refused) {
      sent.changes.forEach(
          (name, change) ->
              changes.merge(name, change, (older, newer) -> newer.after(older)));
    }
    changes.keySet().removeAll(superseded);
    List<String> candidates = new ArrayList<>();
    changes.forEach(
        (name, change) -> {
          if (change.after() != null && change.isChange()) {
            candidates.add(name);
          }
        });
    List<String> named = NackText.named(text, candidates);
    this.blamed = named.isEmpty() ? candidates : named;
  }

  List<String> blamed() {
    return blamed;
  }

  /** Puts the channel back to what the client has now, and the blame into the memory. */
  Nack apply(NodeMemory memory) {
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
    if (channel.type().fullState() && !isBlamed) {
      return;
    }
    if (!channel.subscribes(name) || channel.inFlight().rebase(name, change.before())) {
      return;
    }
    channel.revert(name, change.before());
    if (!isBlamed && !change.isChange()) {
      channel.owe(name);
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
