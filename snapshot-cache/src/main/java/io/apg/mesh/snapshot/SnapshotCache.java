package io.apg.mesh.snapshot;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest publication and tells the streams whose view it changed. Thread-safe; {@link
 * #publish} is called by one thread.
 *
 * <p>A view exists only while somebody follows it: a follower of a missing view makes the cache
 * call {@code viewWanted}, and gets its first snapshot from the publication that brings the view.
 */
public final class SnapshotCache implements SnapshotSource {
  private final Function<Node, Binding> binder;
  private final Runnable viewWanted;
  private final Map<String, Set<Follower>> byView = new ConcurrentHashMap<>();
  private final Map<Object, Set<Follower>> bySubject = new ConcurrentHashMap<>();
  private final Map<String, Set<Follower>> byNode = new ConcurrentHashMap<>();
  // Written by the publishing thread only.
  private volatile Publication current = Publication.NONE;

  /**
   * A cache without publication.
   *
   * @param binder must be quick and must not throw; called when a stream begins and at a rebind
   * @param viewWanted called on any thread when a follower came for a view that is not there
   */
  public SnapshotCache(Function<Node, Binding> binder, Runnable viewWanted) {
    this.binder = binder;
    this.viewWanted = viewWanted;
  }

  /** The newest publication. */
  public Publication current() {
    return current;
  }

  /** What a node that is followed has now; null = it is not, or its view is not there yet. */
  public @Nullable Snapshot current(String nodeId) {
    for (Follower follower : byNode.getOrDefault(nodeId, Set.of())) {
      return current.view(follower.binding.view()) == null ? null : follower.current();
    }
    return null;
  }

  /** Names of the views that somebody follows. */
  public Set<String> wantedViews() {
    return Set.copyOf(byView.keySet());
  }

  /** Ids of the nodes that follow one of these views. */
  public Set<String> followers(Collection<String> views) {
    Set<String> nodes = new HashSet<>();
    for (String view : views) {
      byView.getOrDefault(view, Set.of()).forEach(follower -> nodes.add(follower.node.id()));
    }
    return nodes;
  }

  /** Makes {@code next} the newest publication and wakes those whose view differs. */
  public void publish(Publication next) {
    Publication previous = current;
    current = next;
    next.views()
        .forEach(
            (name, view) -> {
              View old = previous.view(name);
              if (old == null || old.publication() != view.publication()) {
                byView.getOrDefault(name, Set.of()).forEach(Follower::wake);
              }
            });
    // Somebody may have come for a view while the publication without it was made.
    if (!next.views().keySet().containsAll(byView.keySet())) {
      viewWanted.run();
    }
  }

  /** Binds the followers anew whose binding depends on one of these, and wakes those who moved. */
  public void rebind(Collection<?> subjects) {
    for (Object subject : subjects) {
      bySubject.getOrDefault(subject, Set.of()).forEach(Follower::bind);
    }
  }

  @Override
  public Subscription subscribe(Node node, Runnable onChange) {
    Follower follower = new Follower(node, onChange, binder.apply(node));
    follower.binding.subjects().forEach(subject -> add(bySubject, subject, follower));
    add(byNode, node.id(), follower);
    follow(follower, follower.binding.view());
    follower.bind(); // What it depends on may have changed before it was in the index.
    return follower;
  }

  private void follow(Follower follower, String view) {
    add(byView, view, follower);
    if (current.view(view) == null) {
      viewWanted.run();
    }
  }

  private static <K> void add(Map<K, Set<Follower>> index, K key, Follower follower) {
    index.compute(
        key,
        (k, present) -> {
          Set<Follower> all = present != null ? present : ConcurrentHashMap.newKeySet();
          all.add(follower);
          return all;
        });
  }

  private static <K> void remove(Map<K, Set<Follower>> index, K key, Follower follower) {
    index.computeIfPresent(
        key,
        (k, present) -> {
          present.remove(follower);
          return present.isEmpty() ? null : present;
        });
  }

  private final class Follower implements Subscription {
    private final Node node;
    private final Runnable onChange;
    private volatile Binding binding;
    private volatile @Nullable NodeSnapshot newest;
    private volatile boolean closed;

    private Follower(Node node, Runnable onChange, Binding binding) {
      this.node = node;
      this.onChange = onChange;
      this.binding = binding;
    }

    private void wake() {
      if (!closed) {
        onChange.run();
      }
    }

    private synchronized void bind() {
      Binding old = binding;
      Binding now = binder.apply(node);
      if (closed || now.equals(old)) {
        return;
      }
      binding = now;
      old.subjects().forEach(subject -> remove(bySubject, subject, this));
      now.subjects().forEach(subject -> add(bySubject, subject, this));
      if (!now.view().equals(old.view())) {
        remove(byView, old.view(), this);
        follow(this, now.view());
      }
      wake();
    }

    @Override
    public @Nullable Snapshot current() {
      Publication publication = current;
      Binding bound = binding;
      View view = publication.view(bound.view());
      NodeSnapshot known = newest;
      if (view == null) {
        return known; // A moved node keeps what it had until its new view is there.
      }
      if (known == null) {
        known = new NodeSnapshot(publication.revision(), view, bound.own());
        newest = known;
      } else if (known.view() != view || !known.isOwn(bound.own())) {
        known = known.next(publication.revision(), view, bound.own());
        newest = known;
      }
      return known;
    }

    @Override
    public synchronized void close() {
      closed = true;
      remove(byNode, node.id(), this);
      binding.subjects().forEach(subject -> remove(bySubject, subject, this));
      remove(byView, binding.view(), this);
    }
  }
}
