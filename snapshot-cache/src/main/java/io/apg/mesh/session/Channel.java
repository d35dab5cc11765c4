package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One type on one stream: what the client asked for, what it has, and which names are to be looked
 * at. Every step costs what changed.
 */
final class Channel {
  /** One a response, and many where routes are found by scope: an answer is to tell which. */
  private static final int ROUTES_KEPT = 4096;

  private final XdsType type;
  private final Lane lane;
  private final Subscription subscription;
  private final Holdings holdings;
  private final InFlight inFlight;
  private final Agenda agenda = new Agenda();
  private final Restraint restraint = new Restraint();
  private boolean requested;
  private boolean answerOwed;
  private boolean answered;
  private boolean empty;
  private @Nullable Nack lastNack;

  Channel(XdsType type, Lane lane) {
    this.type = type;
    this.lane = lane;
    this.subscription = new Subscription(type);
    this.holdings = new Holdings(type);
    this.inFlight = type == XdsType.ROUTE ? new InFlight(ROUTES_KEPT) : new InFlight();
  }

  XdsType type() {
    return type;
  }

  Lane lane() {
    return lane;
  }

  Form form() {
    return lane.form();
  }

  Subscription subscription() {
    return subscription;
  }

  InFlight inFlight() {
    return inFlight;
  }

  Restraint restraint() {
    return restraint;
  }

  /** The client has refused something. */
  void refused(Nack nack) {
    lastNack = nack;
  }

  /** What the client refused last, as long as something may be held back for it. */
  @Nullable Nack lastNack() {
    return lastNack == null || lastNack.names().isEmpty() || differs() ? lastNack : null;
  }

  void acknowledged() {
    lastNack = differs() ? lastNack : null;
    subscription.compact(base());
  }

  boolean isRequested() {
    return requested;
  }

  /** Whether the client subscribes that name here. */
  boolean subscribes(String name) {
    return requested && subscription.covers(name);
  }

  Held held(String name) {
    return subscription.covers(name) ? holdings.held(name) : Held.ABSENT;
  }

  /** Every resource that the client has, as far as known. */
  List<Resource> heldResources() {
    return holdings.all(subscription);
  }

  /** Whether the client has anything else than the snapshot. */
  boolean differs() {
    return !holdings.exceptions().isEmpty();
  }

  boolean hasUnknown() {
    return holdings.hasUnknown();
  }

  /** Whether the snapshot has a resource of that name. */
  boolean snapshotHas(String name) {
    return base().resource(type, name) != null;
  }

  /** Whether a client that had nothing is yet to get all that its first answer is to bring. */
  boolean isFirstAnswer() {
    return empty && (!answered || holdings.hasBacklog());
  }

  /** Whether something that the client has of this type names a cluster, as far as known. */
  boolean refersTo(String cluster) {
    return holdings.refersTo(cluster, subscription);
  }

  /** Whether any response has gone out. */
  boolean hasAnswered() {
    return answered;
  }

  Agenda agenda() {
    return agenda;
  }

  boolean isDue(String name) {
    return agenda.contains(name) || holdings.inBacklog(name);
  }

  /** Whether everything that can be sent has been. */
  boolean isServed() {
    return agenda.isEmpty() && !answerOwed && !holdings.hasBacklog();
  }

  /** Takes in a subscription, and with the first one what the client has from an earlier stream. */
  Subscription.Change subscribe(XdsRequest request) {
    boolean first = !requested;
    requested = true;
    Subscription.Change change;
    if (request instanceof DeltaRequest delta) {
      change = subscription.update(delta.subscribe(), delta.unsubscribe());
      if (first) {
        delta.initialVersions().forEach((name, version) -> list(name, Held.unknown(version)));
      }
    } else {
      SotwRequest sotw = (SotwRequest) request;
      change = subscription.replace(sotw.names());
      if (first && !sotw.version().isEmpty() && !type.fullState()) {
        change.fresh().forEach(name -> list(name, Held.SOMETHING));
      }
    }
    if (hasBegun()) {
      apply(change);
    } else if (!first) {
      change.removed().forEach(holdings::forget);
      change.fresh().forEach(holdings::forget);
      change.again().forEach(holdings::forget);
    }
    return change;
  }

  /**
   * Takes in a SotW request that a newer response has overtaken. Another will follow, so nothing is
   * owed for it; but a name that it leaves out is one that the client has forgotten by then.
   */
  Subscription.Change narrow(SotwRequest request) {
    Subscription.Change change = subscription.narrow(request.names());
    change.removed().forEach(this::forget);
    return change;
  }

  /** The client will ask for everything, and is served before it does. */
  void assumeWildcard(Collection<String> had) {
    requested = true;
    if (form() == Form.DELTA) {
      subscription.update(List.of(), List.of());
    } else {
      subscription.replace(List.of());
    }
    had.forEach(name -> list(name, Held.SOMETHING));
  }

  /** What the client has from an earlier stream, said after it was served. */
  void listLate(Map<String, String> versions) {
    versions.forEach(
        (name, version) -> {
          Held held = Held.unknown(version);
          if (!inFlight.rebase(name, held) && held(name).isAbsent() && !isDue(name)) {
            note(name, held);
          }
        });
  }

  private void list(String name, Held held) {
    if (subscription.covers(name)) {
      holdings.set(name, held);
    }
  }

  private void apply(Subscription.Change change) {
    for (String name : change.removed()) {
      if (!subscription.covers(name)) {
        forget(name);
      } else if (form() == Form.DELTA) {
        owe(name); // the client does not know whether the wildcard covers it
      }
    }
    if (change.lostWildcard()) {
      loseWildcard();
    }
    if (change.gainedWildcard()) {
      gainWildcard(change.fresh());
    }
    for (String name : change.fresh()) {
      note(name, Held.ABSENT);
      owe(name);
    }
    change.again().forEach(this::owe);
  }

  private void loseWildcard() {
    for (String name : subscription.names()) {
      if (holdings.inBacklog(name)) {
        note(name, Held.ABSENT);
      }
    }
    holdings.endBacklog();
    for (String name : List.copyOf(holdings.exceptions())) {
      if (!subscription.covers(name)) {
        forget(name);
      }
    }
    agenda.retain(subscription::covers);
    answerOwed = false;
  }

  private void gainWildcard(Collection<String> fresh) {
    Set<String> before = new HashSet<>(subscription.names());
    before.removeAll(fresh);
    for (Resource resource : base().resources(type)) {
      if (!before.contains(resource.name())) {
        note(resource.name(), Held.ABSENT);
      }
    }
    answerOwed = true;
  }

  private void forget(String name) {
    holdings.forget(name);
    agenda.forget(name);
  }

  /** The client is to get that name even if it has it. */
  void owe(String name) {
    if (!requested || subscription.covers(name)) {
      agenda.owe(name);
    }
  }

  /** The client is to get a response even if nothing changed. */
  void oweAnswer() {
    answerOwed = true;
  }

  /** Whether something is to go out even if nothing changed. */
  boolean owes() {
    return answerOwed || agenda.isOwing();
  }

  // What the snapshot says.

  /** Begins to serve a client that has everything already. */
  void beginInSync(Snapshot snapshot) {
    holdings.base(snapshot);
  }

  /** What the client has, for somebody else to look at later. */
  TypeReport report() {
    return new TypeReport(
        type,
        holdings.base(),
        subscription.wildcard(),
        subscription.namesLater(),
        holdings.differences(),
        inFlight.unanswered());
  }

  /** Begins to serve a requested type; answers what the client has from an earlier stream. */
  Set<String> begin(Snapshot snapshot) {
    Set<String> listed = new LinkedHashSet<>(holdings.exceptions());
    empty = listed.isEmpty();
    holdings.base(snapshot);
    agenda.retain(subscription::covers);
    for (String name : subscription.names()) {
      if (!listed.contains(name)) {
        note(name, Held.ABSENT);
        owe(name);
      }
    }
    for (String name : listed) {
      note(name, holdings.held(name));
      if (snapshot.resource(type, name) == null && !subscription.wildcard()) {
        owe(name);
      }
    }
    if (subscription.wildcard() && listed.isEmpty()) {
      holdings.beginBacklog(snapshot);
      answerOwed = true;
    } else if (subscription.wildcard()) {
      for (Resource resource : snapshot.resources(type)) {
        if (!listed.contains(resource.name())) {
          note(resource.name(), Held.ABSENT);
        }
      }
    }
    return listed;
  }

  /** Goes on to a newer snapshot. */
  void advance(Snapshot next) {
    Snapshot last = base();
    Set<String> changed = next.changedSince(last, type);
    Map<String, Held> before = changed.isEmpty() ? Map.of() : new LinkedHashMap<>();
    for (String name : changed) {
      if (subscription.covers(name) && !holdings.inBacklog(name)) {
        before.put(name, holdings.held(name));
      }
    }
    holdings.base(next);
    subscription.follow(next, changed);
    before.forEach(
        (name, held) -> {
          if (type == XdsType.ROUTE && held.resource() != null) {
            agenda.addOpenHosts(name, next.changedHostsSince(last, name));
          }
          note(name, held);
        });
  }

  /** Notes what the client has under a name; where that is not the snapshot's, it becomes due. */
  void note(String name, Held held) {
    if (holdings.set(name, held)) {
      agenda.add(name);
    } else {
      agenda.settle(name);
    }
  }

  /** The client has refused what was sent, and has what it had before. */
  void revert(String name, Held held) {
    if (base().resource(type, name) instanceof RouteConfig now
        && held.resource() instanceof RouteConfig old) {
      agenda.openHosts(name, now.table().changedHosts(old.table()));
    }
    note(name, held);
  }

  /** Looks once more at all that could not be sent. */
  void reconsider() {
    agenda.addAll(holdings.exceptions());
  }

  /** Looks once more at one fragment. */
  void reconsider(FragmentKey key) {
    if (subscribes(key.name())) {
      if (key.host() != null) {
        agenda.addOpenHosts(key.name(), Set.of(key.host()));
      }
      agenda.add(key.name());
    }
  }

  /** Decides about names that are due, as many as one response takes. */
  interface Decision {
    Target target(String name);
  }

  /** Puts together the next response; null = nothing to send. */
  @Nullable Batch collect(long number, int limit, Decision decision) {
    if (isServed()) {
      return null;
    }
    Batch batch = new Batch(number, limit);
    while (!batch.isFull()) {
      String name = agenda.poll();
      if (name == null) {
        break;
      }
      decide(name, decision.target(name), batch);
    }
    while (!batch.isFull()) {
      String name = holdings.nextOfBacklog();
      if (name == null) {
        break;
      }
      decide(name, decision.target(name), batch);
      holdings.set(name, holdings.held(name));
    }
    agenda.trim();
    holdings.trim();
    if (batch.isEmpty() && !answerOwed) {
      return null;
    }
    answerOwed = false;
    answered = true;
    return batch;
  }

  private void decide(String name, Target target, Batch batch) {
    Held before = held(name);
    boolean forced = agenda.pay(name);
    agenda.waits(name, target.waitingFor());
    Resource resource = target.resource();
    if (resource != null) {
      if (forced || !before.is(resource)) {
        batch.send(before, resource);
      }
      holdings.set(name, Held.of(resource)); // also where only its version was known
      agenda.openHosts(name, target.openHosts());
    } else if (target.action() == Target.Action.REMOVE && (forced || !before.isAbsent())) {
      batch.remove(before, name);
      holdings.set(name, Held.ABSENT);
      agenda.openHosts(name, Set.of());
    } else if (forced && type.fullState() && before.resource() != null) {
      batch.send(before, before.resource());
    } else if (forced && type.fullState() && before.isUnknown()) {
      // Nobody has what is owed; so whatever is wanted next goes out, even what the client listed.
      holdings.set(name, Held.SOMETHING);
    }
  }

  private Snapshot base() {
    Snapshot base = holdings.base();
    if (base == null) {
      throw new IllegalStateException("type: " + type + " (expected: one that has begun)");
    }
    return base;
  }

  boolean hasBegun() {
    return holdings.base() != null;
  }
}
