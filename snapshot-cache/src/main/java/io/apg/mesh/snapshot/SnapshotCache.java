package io.apg.mesh.snapshot;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
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
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private final Map<String, Set<Follower>> byView = new ConcurrentHashMap<>();
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

  /** Names of the views that somebody follows. */
  public Set<String> wantedViews() {
    return Set.copyOf(byView.keySet());
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
  }

  /** Binds the followers anew whose node {@code affected} names, and wakes those who moved. */
  public void rebind(Predicate<Node> affected) {
    for (Follower follower : followers) {
      if (affected.test(follower.node)) {
        follower.bind();
      }
    }
  }

  @Override
  public Subscription subscribe(Node node, Runnable onChange) {
    Follower follower = new Follower(node, onChange, binder.apply(node));
    followers.add(follower);
    follow(follower, follower.binding.view());
    return follower;
  }

  private void follow(Follower follower, String view) {
    byView.compute(
        view,
        (name, present) -> {
          Set<Follower> all = present != null ? present : ConcurrentHashMap.newKeySet();
          all.add(follower);
          return all;
        });
    if (current.view(view) == null) {
      viewWanted.run();
    }
  }

  private void unfollow(Follower follower, String view) {
    byView.computeIfPresent(
        view,
        (name, present) -> {
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
      if (!now.view().equals(old.view())) {
        unfollow(this, old.view());
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
      if (known == null || known.view() != view || !known.own().equals(bound.own())) {
        known = new NodeSnapshot(publication.revision(), view, bound.own());
        newest = known;
      }
      return known;
    }

    @Override
    public synchronized void close() {
      closed = true;
      followers.remove(this);
      unfollow(this, binding.view());
    }
  }
}
