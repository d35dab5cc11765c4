package io.apg.mesh.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Content that is not sent on a stream: what its node has refused, and fragments of which one was
 * refused, nobody knows which. These are sent again in halves, one after another, until the bad one
 * is alone; so only that one is ever remembered beyond the stream.
 */
final class Suspects {
  private final NodeMemory memory;
  private final Map<FragmentKey, Rejection> held = new LinkedHashMap<>();
  private final Map<Channel, Trials> trials = new HashMap<>(2);

  Suspects(NodeMemory memory) {
    this.memory = memory;
  }

  /** Groups that are to be tried, and the one that is. */
  private static final class Trials {
    final Deque<List<Rejection>> groups = new ArrayDeque<>();
    boolean running;
    long last;
  }

  NodeMemory memory() {
    return memory;
  }

  boolean isEmpty() {
    return held.isEmpty() && memory.isEmpty();
  }

  /** Why content that the client does not have is not to be sent: others have refused it. */
  @Nullable Rejection shared(FragmentKey key, String version) {
    return memory.shared().of(key, version);
  }

  /** Why that content of a fragment is not to be sent now; null = it may be. */
  @Nullable Rejection of(FragmentKey key, String version) {
    Rejection refused = memory.of(key, version);
    if (refused != null) {
      return refused;
    }
    Rejection suspect = held.get(key);
    return suspect != null && suspect.refused().contains(version) ? suspect : null;
  }

  /** Virtual hosts of a route configuration of which some content is not to be sent. */
  List<FragmentKey> hosts(String routeConfig) {
    List<FragmentKey> hosts = new ArrayList<>();
    memory.hosts(routeConfig).forEach(rejection -> hosts.add(rejection.key()));
    hosts.addAll(memory.shared().hosts(routeConfig));
    for (FragmentKey key : held.keySet()) {
      if (key.isHostOf(routeConfig)) {
        hosts.add(key);
      }
    }
    return hosts;
  }

  /** Whether some of a route configuration's virtual hosts are yet to be tried. */
  boolean awaits(String routeConfig) {
    return held.keySet().stream().anyMatch(key -> key.isHostOf(routeConfig));
  }

  /** One of these was refused: they are held, and tried in halves. */
  void split(Channel channel, List<Rejection> suspects) {
    suspects.forEach(suspect -> held.put(suspect.key(), suspect));
    int half = (suspects.size() + 1) / 2;
    Deque<List<Rejection>> groups = trials.computeIfAbsent(channel, key -> new Trials()).groups;
    groups.addFirst(List.copyOf(suspects.subList(half, suspects.size())));
    groups.addFirst(List.copyOf(suspects.subList(0, half)));
  }

  /** That may have been refused; it is held until it is released. */
  void hold(Rejection suspect) {
    held.put(suspect.key(), suspect);
  }

  /** Whether that content is held. */
  boolean isHeld(Rejection suspect) {
    return suspect.equals(held.get(suspect.key()));
  }

  /** Answers whether it was still held. */
  boolean release(Rejection suspect) {
    return held.remove(suspect.key(), suspect);
  }

  /** Whether something is yet to be tried there. */
  boolean tries(Channel channel) {
    return !trials.isEmpty() && trials.containsKey(channel);
  }

  /** These are refused for good, so they are not suspected any more. */
  void convict(Collection<Rejection> guilty) {
    guilty.forEach(rejection -> held.remove(rejection.key()));
    memory.add(guilty);
  }

  /** A stream has ended: what is yet to be tried there is suspected of nothing elsewhere. */
  void ended(Channel channel) {
    Trials trial = trials.remove(channel);
    if (trial != null) {
      trial.groups.forEach(group -> group.forEach(this::release));
    }
  }

  /**
   * Lets the next group go when everything else is out and the one before is answered.
   *
   * @param number of the newest response
   * @return whether there is something new to send
   */
  boolean tryNext(Channel channel, long number) {
    Trials trial = trials.get(channel);
    if (trial == null) {
      return false;
    }
    if (trial.running) {
      trial.last = trial.last < 0 ? number : trial.last;
      if (channel.inFlight().hasUpTo(trial.last)) {
        return false;
      }
    }
    while (!trial.groups.isEmpty()) {
      boolean freed = false;
      for (Rejection suspect : trial.groups.removeFirst()) {
        if (release(suspect)) {
          channel.reconsider(suspect.key());
          freed = true;
        }
      }
      if (freed) {
        trial.running = true;
        trial.last = -1;
        return true;
      }
    }
    trials.remove(channel);
    return false;
  }
}
