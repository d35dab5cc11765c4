package io.apg.mesh.controlplane.server;

import io.apg.mesh.session.Answer;
import io.apg.mesh.session.Nack;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.xds.XdsObserver;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When proxies answered last, bounded in number. Thread-safe. */
final class AnswerTimes implements XdsObserver {
  private static final int KEPT = 50_000;

  private final Clock clock;
  private final Map<Key, Instant> times =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Instant> eldest) {
              return size() > KEPT;
            }
          });

  private record Key(String node, XdsType type, boolean refused) {}

  AnswerTimes(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void acknowledged(Node node, Answer answer) {
    times.put(new Key(node.id(), answer.type(), false), clock.instant());
  }

  @Override
  public void refused(Node node, Nack nack) {
    times.put(new Key(node.id(), nack.type(), true), clock.instant());
  }

  @Nullable Instant acknowledged(String node, XdsType type) {
    return times.get(new Key(node, type, false));
  }

  @Nullable Instant refused(String node, XdsType type) {
    return times.get(new Key(node, type, true));
  }
}
