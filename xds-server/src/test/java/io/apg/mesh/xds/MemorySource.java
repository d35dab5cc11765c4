package io.apg.mesh.xds;

import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.SnapshotSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Gives every node the same snapshot. */
final class MemorySource implements SnapshotSource {
  private volatile @Nullable Snapshot current;
  private final Set<Runnable> followers = ConcurrentHashMap.newKeySet();
  final CopyOnWriteArrayList<Node> nodes = new CopyOnWriteArrayList<>();

  void publish(Snapshot snapshot) {
    current = snapshot;
    followers.forEach(Runnable::run);
  }

  int followers() {
    return followers.size();
  }

  @Override
  public Subscription subscribe(Node node, Runnable onChange) {
    nodes.add(node);
    if (node.id().equals("refused")) {
      throw new IllegalArgumentException("node: refused (expected: another)");
    }
    Runnable follower = () -> onChange.run(); // a new identity for each subscription
    followers.add(follower);
    return new Subscription() {
      @Override
      public @Nullable Snapshot current() {
        if (node.id().equals("throws")) {
          throw new IllegalStateException("this source fails for this node");
        }
        return current;
      }

      @Override
      public void close() {
        followers.remove(follower);
      }
    };
  }
}
