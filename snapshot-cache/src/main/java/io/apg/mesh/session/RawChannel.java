package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One type on one stream of a client that gets snapshots as they are published. What the client
 * refused counts as what it has: so it is not sent again until it changes.
 */
final class RawChannel {
  private final Channel channel;
  // What was refused and is still the newest that was sent, by name.
  private final Map<String, Withheld> refused = new LinkedHashMap<>();
  private @Nullable Nack nack;
  private TypeStatus last = TypeStatus.NOT_SENT;
  private String version = ""; // of the state of the world that the client has

  RawChannel(XdsType type, Lane lane) {
    this.channel = new Channel(type, lane);
    lane.channels().put(type, channel);
  }

  Channel channel() {
    return channel;
  }

  private boolean isSotw() {
    return channel.form() == Form.SOTW;
  }

  /** Takes in what a request says about the subscription. */
  void subscribe(XdsRequest request, long answered) {
    boolean first = !channel.isRequested();
    boolean stale = !request.nonce().isEmpty() && answered != channel.inFlight().newest();
    if (isSotw() && stale && !first) {
      return;
    }
    if (first && request instanceof SotwRequest sotw) {
      version = sotw.version();
    }
    channel.subscribe(request);
  }

  /** Begins to serve, where the client has asked; goes on otherwise. */
  void follow(Snapshot newest) {
    if (channel.hasBegun()) {
      channel.advance(newest);
    } else if (channel.isRequested()) {
      boolean current =
          isSotw()
              && channel.subscription().wildcard()
              && channel.subscription().size() == 0
              && version.equals(newest.version(channel.type()));
      if (current) {
        channel.beginInSync(newest);
      } else {
        version = "";
        channel.begin(newest);
      }
    }
  }

  /** Takes in what a request says about a response. */
  @Nullable Answer answer(XdsRequest request, long answered, InstantSource clock) {
    Sent response = answered < 0 ? null : channel.inFlight().find(answered);
    if (response == null) {
      return null;
    }
    ErrorDetail error = request.error();
    channel.inFlight().answered(answered, error != null);
    if (error == null) {
      channel.inFlight().acknowledged(response.version);
      channel.acknowledged();
      nack = refused.isEmpty() ? null : nack;
      return new Answer(channel.type(), response.version, null);
    }
    nack = refuse(response, error, clock);
    return new Answer(channel.type(), response.version, nack);
  }

  private Nack refuse(Sent response, ErrorDetail error, InstantSource clock) {
    String message = NackText.clean(error.message());
    List<String> named = NackText.named(message, response.changes.keySet());
    List<String> names = named.isEmpty() ? List.copyOf(response.changes.keySet()) : named;
    for (String name : names) {
      Sent.Change change = response.changes.get(name);
      if (change == null) {
        continue;
      }
      Resource content = change.after();
      if (content != null && channel.held(name).is(content)) {
        Rejection rejection =
            Rejection.of(content, change.before(), message).after(null, clock.instant());
        refused.put(name, new Withheld(rejection, content.version(), false));
      }
    }
    Nack.Verdict verdict = named.isEmpty() ? Nack.Verdict.UNKNOWN : Nack.Verdict.SINGLED_OUT;
    return new Nack(channel.type(), names, message, List.of(), verdict);
  }

  /** The next response, put together; null = nothing to send. */
  @Nullable Batch collect(Snapshot newest, long number, int limit) {
    if (isSotw() && newest.isVersionChosen(channel.type()) && !isDue(newest)) {
      return null;
    }
    Batch batch =
        channel.collect(number, isSotw() ? Integer.MAX_VALUE : limit, name -> target(newest, name));
    if (batch != null) {
      batch.changes.keySet().forEach(refused::remove);
      forgive();
    }
    return batch;
  }

  /** A version that was chosen by hand says whether there is anything to send. */
  private boolean isDue(Snapshot newest) {
    String chosen = newest.version(channel.type());
    if (version.equals(chosen)) {
      return channel.owes();
    }
    version = chosen;
    if (!channel.subscription().wildcard() && channel.subscription().size() == 0) {
      return false; // nothing is asked for any more
    }
    if (channel.type().fullState()) {
      channel.oweAnswer();
    } else {
      List<String> present =
          channel.subscription().names().stream().filter(channel::snapshotHas).toList();
      if (present.stream().noneMatch(channel::isDue)) {
        present.forEach(channel::owe); // otherwise what changed brings the new version
      }
    }
    return true;
  }

  private Target target(Snapshot newest, String name) {
    Resource wanted = newest.resource(channel.type(), name);
    if (wanted != null) {
      return Target.send(wanted);
    }
    refused.remove(name);
    if (isSotw() && !channel.type().fullState()) {
      channel.note(name, Held.ABSENT); // the client finds out by what points to it
      return Target.KEEP;
    }
    return Target.REMOVE;
  }

  /** What was refused, and is still wanted. */
  List<Withheld> refused() {
    if (refused.isEmpty()) {
      return List.of();
    }
    refused.keySet().removeIf(name -> !channel.subscribes(name));
    forgive();
    return new ArrayList<>(refused.values());
  }

  /** What was refused has been changed, or is not wanted any more. */
  private void forgive() {
    if (nack != null && !nack.names().isEmpty() && refused.isEmpty()) {
      nack = null;
    }
  }

  TypeStatus status(@Nullable Snapshot snapshot) {
    String served = channel.inFlight().served();
    String acked = channel.inFlight().acked();
    TypeStatus.State state = state();
    if (served.isEmpty() && state == TypeStatus.State.SYNCED && snapshot != null) {
      served = snapshot.version(channel.type()); // the client had it from an earlier stream
      acked = served;
    }
    Nack error = state == TypeStatus.State.ERROR ? nack : null;
    if (error != null || !last.isQuiet(state, served, acked)) {
      last = new TypeStatus(state, served, acked, Set.of(), Map.of(), error);
    }
    return last;
  }

  private TypeStatus.State state() {
    if (nack != null) {
      return TypeStatus.State.ERROR;
    }
    if (!channel.isServed() || !channel.inFlight().isEmpty()) {
      return TypeStatus.State.STALE;
    }
    return channel.hasBegun() ? TypeStatus.State.SYNCED : TypeStatus.State.NOT_SENT;
  }
}
