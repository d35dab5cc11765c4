package io.apg.mesh.session;

import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
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
 * Lays a NACK to fragments. Where its text names some of the resources that changed, it is laid to
 * them, and the others are innocent: of clusters and listeners the client has applied them, of load
 * assignments and route configurations it has applied nothing, so they go out again. Where it names
 * none, nor one that is refused already, nothing was applied; the only fragment that changed is the
 * guilty one, and several are suspects. All of them stay in the form that the client accepted last,
 * the suspects until they are tried again.
 */
final class Refusal {
  private final Channel channel;
  private final Suspects suspects;
  private final Map<String, Sent.Change> changes = new LinkedHashMap<>();
  private final Set<String> uncertain = new HashSet<>();
  private final Set<String> superseded;
  private final Set<String> blamed;
  private final boolean several;
  private final boolean named;
  private final List<Rejection> busy = new ArrayList<>();
  private final Set<String> guilty = new LinkedHashSet<>();
  private final Set<String> innocent = new LinkedHashSet<>();
  private final String text;

  private Refusal(
      Channel channel,
      Suspects suspects,
      List<Sent> refused,
      @Nullable Sent accepted,
      String text) {
    this.suspects = suspects;
    this.channel = channel;
    this.text = text;
    this.several = refused.size() > 1;
    this.superseded = accepted == null ? Set.of() : accepted.changes.keySet();
    for (Sent sent : refused) {
      sent.changes.forEach(this::add);
    }
    Set<String> changed = new LinkedHashSet<>();
    changes.forEach(
        (name, change) -> {
          if (change.after() != null && change.isChange()) {
            changed.add(name);
          }
        });
    Set<String> words = new LinkedHashSet<>(NackText.named(text, changed));
    if (accepted != null) {
      words.retainAll(superseded);
      words.removeAll(uncertain); // nobody knows which of its contents was meant
    }
    this.named = accepted != null || !words.isEmpty() || namesKnown();
    this.blamed = named ? words : changed;
  }

  /** Where nothing of a response is applied, only what changed in it can be to blame. */
  private boolean namesKnown() {
    return channel.type().fullState()
        && !NackText.named(text, suspects.memory().names(channel.type())).isEmpty();
  }

  private void add(String name, Sent.Change change) {
    Sent.Change older = changes.put(name, change);
    if (older != null) {
      changes.put(name, change.after(older));
      uncertain.add(name);
    }
  }

  /** Of these responses, all unanswered so far. */
  static Refusal of(Channel channel, Suspects suspects, List<Sent> refused, String text) {
    return new Refusal(channel, suspects, refused, null, text);
  }

  /**
   * Of responses older than one that was accepted as a whole: what that one still carries is
   * innocent.
   */
  static Refusal late(
      Channel channel, Suspects suspects, List<Sent> older, Sent accepted, String text) {
    return new Refusal(channel, suspects, older, accepted, text);
  }

  /** Puts the channel back to what the client has now, and lays the blame. */
  Nack apply() {
    List<Rejection> fragments = new ArrayList<>();
    blamed.forEach(name -> fragments.addAll(fragments(name)));
    Set<Origin> origins = new LinkedHashSet<>();
    for (Rejection rejection : fragments) {
      if (channel.type() == XdsType.LISTENER && NackText.isBusy(text, rejection.key().name())) {
        suspects.hold(rejection);
        busy.add(rejection);
        origins.addAll(rejection.origins());
        guilty.add(rejection.key().name());
      }
    }
    fragments.removeAll(busy);
    Nack.Verdict verdict = busy.isEmpty() ? Nack.Verdict.UNKNOWN : Nack.Verdict.BUSY;
    if (singlesOut(fragments)) {
      verdict = fragments.isEmpty() ? verdict : Nack.Verdict.SINGLED_OUT;
      suspects.convict(fragments);
      for (Rejection rejection : fragments) {
        origins.addAll(rejection.origins());
        guilty.add(rejection.key().name());
      }
    } else if (fragments.stream().noneMatch(this::isKnown)) {
      verdict = fragments.isEmpty() ? verdict : Nack.Verdict.TRIED;
      suspects.split(channel.type(), fragments);
    }
    changes.forEach(this::takeBack);
    return new Nack(
        channel.type(), List.copyOf(blamed), NackText.clean(text), List.copyOf(origins), verdict);
  }

  /**
   * A text may name a route configuration, but hardly the fragment in it. One without a name that
   * is about several responses may be about content that a later one has replaced.
   */
  private boolean singlesOut(List<Rejection> fragments) {
    return (fragments.size() <= 1 && !several) || (named && channel.type() != XdsType.ROUTE);
  }

  /** Whether that was sent before an older answer said that it is bad; so the rest may be good. */
  private boolean isKnown(Rejection fragment) {
    return fragment.refused().stream()
        .anyMatch(version -> suspects.memory().of(fragment.key(), version) != null);
  }

  /** Whether the text says what is bad; the rest was then applied, if the type allows it. */
  boolean isNamed() {
    return named;
  }

  /** Listeners whose addresses are taken; they are held. */
  List<Rejection> busy() {
    return busy;
  }

  /** Resources that are refused for good, or busy. */
  Set<String> guilty() {
    return guilty;
  }

  /** Resources of a refused response that the client has applied nevertheless. */
  Set<String> innocent() {
    return innocent;
  }

  private void takeBack(String name, Sent.Change change) {
    boolean isBlamed = blamed.contains(name);
    if (superseded.contains(name)) {
      return;
    }
    if (channel.type().fullState() && named && !isBlamed) {
      innocent.add(name);
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
      if (suspects.of(key, newest.after().version()) != null) {
        channel.revert(name, newest.before());
      }
    }
  }

  private List<Rejection> fragments(String name) {
    Sent.Change change = changes.get(name);
    Resource refused = change == null ? null : change.after();
    if (change == null || refused == null) {
      return List.of();
    }
    if (refused instanceof RouteConfig config && !change.before().isUnknown()) {
      List<Rejection> hosts = Rejection.ofHosts(config, change.before(), NackText.clean(text));
      if (!hosts.isEmpty()) {
        return hosts;
      }
    }
    return List.of(Rejection.of(refused, change.before(), NackText.clean(text)));
  }
}
