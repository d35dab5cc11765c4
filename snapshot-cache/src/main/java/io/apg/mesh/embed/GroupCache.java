package io.apg.mesh.embed;

import static java.util.Objects.requireNonNull;

import io.apg.mesh.snapshot.Delivery;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.RawResource;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.SnapshotSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sets of groups of nodes, and whoever follows them. Thread-safe: each group may be published
 * to by any thread, one publication after another; a publication waits for no stream.
 *
 * @param <G> what tells groups apart: a value with {@code equals} and {@code hashCode}
 */
public final class GroupCache<G> implements SnapshotSource {
  private static final Logger log = LoggerFactory.getLogger(GroupCache.class);

  private final Function<Node, G> groups;
  private final Delivery delivery;
  private final UnaryOperator<Resource> form;
  private final AtomicLong publications = new AtomicLong();
  private final Map<G, Group> present = new ConcurrentHashMap<>();

  private GroupCache(Function<Node, G> groups, Delivery delivery) {
    this.groups = requireNonNull(groups, "groups");
    this.delivery = delivery;
    this.form = delivery == Delivery.MAKE_BEFORE_BREAK ? GroupCache::linked : resource -> resource;
  }

  /**
   * A cache whose sets reach clients as they are, at once.
   *
   * @param groups which group a node is in: quick, without side effects, the same answer each time
   */
  public static <G> GroupCache<G> asPublished(Function<Node, G> groups) {
    return new GroupCache<>(groups, Delivery.AS_PUBLISHED);
  }

  /**
   * A cache whose sets reach clients in an order that loses no request. What resources point to is
   * read out of the messages; what cannot be read, {@link #publish} refuses.
   */
  public static <G> GroupCache<G> makeBeforeBreak(Function<Node, G> groups) {
    return new GroupCache<>(groups, Delivery.MAKE_BEFORE_BREAK);
  }

  private static Resource linked(Resource resource) {
    return resource instanceof RawResource raw ? raw.linked(Links::link) : resource;
  }

  /** One group. Its followers come and go, and its sets are swapped, under its own lock. */
  private static final class Group {
    final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    volatile @Nullable GroupSnapshot newest;
    boolean dropped; // under the lock

    boolean isUnused() {
      return newest == null && followers.isEmpty();
    }
  }

  /**
   * Makes a set what a group has from now on, and tells its clients.
   *
   * @throws IllegalArgumentException of a cache that makes before it breaks, where a message cannot
   *     be read; the group keeps what it had
   */
  public void publish(G group, ResourceSet set) {
    requireNonNull(set, "set");
    update(group, old -> set);
  }

  /**
   * Makes the next set of a group from the one it has, {@link ResourceSet#EMPTY} where it has none.
   * No other publication to the group comes between.
   */
  public void update(G group, UnaryOperator<ResourceSet> change) {
    requireNonNull(change, "change");
    in(
        group,
        known -> {
          GroupSnapshot old = known.newest;
          ResourceSet before = old == null ? ResourceSet.EMPTY : old.set();
          ResourceSet after = requireNonNull(change.apply(before), "set");
          if (old == null || after != before) {
            known.newest = snapshot(after, old);
            known.followers.forEach(Follower::wake);
          }
        });
  }

  private GroupSnapshot snapshot(ResourceSet set, @Nullable GroupSnapshot old) {
    GroupSnapshot next = new GroupSnapshot(publications.incrementAndGet(), set, form);
    if (delivery == Delivery.MAKE_BEFORE_BREAK) {
      int formed = next.form(old);
      log.debug("event=set_linked resources={}", formed);
    }
    return next;
  }

  /**
   * Does something to a group, which is there for as long as that takes, and is dropped if unused.
   */
  private void in(G group, Consumer<Group> action) {
    requireNonNull(group, "group");
    while (true) {
      Group known = present.computeIfAbsent(group, key -> new Group());
      synchronized (known) {
        if (known.dropped) {
          continue;
        }
        try {
          action.accept(known);
        } finally {
          if (known.isUnused()) {
            known.dropped = true;
            present.remove(group, known);
          }
        }
        return;
      }
    }
  }

  /** Changes every group that has a set: what they share is shared as before. */
  public void updateAll(UnaryOperator<ResourceSet> change) {
    groups().forEach(group -> update(group, change));
  }

  /**
   * Takes a group's set away. Its clients keep what they have, and get what is published next; new
   * ones wait for that. Answers whether there was one.
   */
  public boolean clear(G group) {
    AtomicBoolean had = new AtomicBoolean();
    in(
        group,
        known -> {
          had.set(known.newest != null);
          known.newest = null;
        });
    return had.get();
  }

  /** What a group has. */
  public Optional<ResourceSet> get(G group) {
    Group known = present.get(group);
    GroupSnapshot newest = known == null ? null : known.newest;
    return newest == null ? Optional.empty() : Optional.of(newest.set());
  }

  /** Groups that have a set. */
  public Set<G> groups() {
    Set<G> all = new HashSet<>();
    present.forEach(
        (group, known) -> {
          if (known.newest != null) {
            all.add(group);
          }
        });
    return all;
  }

  /** Clients that are in a group now; one node may be several. */
  public List<Node> nodes(G group) {
    Group known = present.get(group);
    return known == null
        ? List.of()
        : known.followers.stream().map(follower -> follower.node).toList();
  }

  @Override
  public Delivery delivery() {
    return delivery;
  }

  @Override
  public Subscription subscribe(Node node, Runnable onChange) {
    G group = requireNonNull(groups.apply(node), "group");
    Follower[] follower = new Follower[1];
    in(
        group,
        known -> {
          follower[0] =
              new Follower(node, known, onChange, gone -> in(group, unused -> gone.run()));
          known.followers.add(follower[0]);
        });
    return follower[0];
  }

  private static final class Follower implements Subscription {
    private final Node node;
    private final Group group;
    private final Runnable onChange;
    private final Consumer<Runnable> leave;
    private volatile boolean closed;

    Follower(Node node, Group group, Runnable onChange, Consumer<Runnable> leave) {
      this.node = node;
      this.group = group;
      this.onChange = onChange;
      this.leave = leave;
    }

    void wake() {
      if (!closed) {
        onChange.run();
      }
    }

    @Override
    public @Nullable Snapshot current() {
      return group.newest;
    }

    @Override
    public void close() {
      closed = true;
      leave.accept(() -> group.followers.remove(this));
    }
  }
}
