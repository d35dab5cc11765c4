package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.gate.GateListener;
import io.apg.mesh.controlplane.history.EventLog;
import io.apg.mesh.controlplane.history.EventType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of proxies that are not let in: each is counted and becomes an event; of those that try on
 * and on, a log line a minute is enough. Thread-safe.
 */
final class ProxyRefusals implements GateListener {
  private static final Logger LOG = LoggerFactory.getLogger("xds");
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int REMEMBERED = 1_000;

  private final MeshMetrics metrics;
  private final EventLog events;
  private final LongSupplier nanoTime;
  // Guarded by itself.
  private final Map<Refusal, Long> logged = new LinkedHashMap<>();

  ProxyRefusals(MeshMetrics metrics, EventLog events, LongSupplier nanoTime) {
    this.metrics = metrics;
    this.events = events;
    this.nanoTime = nanoTime;
  }

  @Override
  public void refused(Refusal refusal) {
    metrics.turnedAway(refusal.reason());
    String reason = refusal.reason().name().toLowerCase(Locale.ROOT);
    events.add(
        EventType.PROXY_REFUSED,
        refusal.tenant(),
        new EventLog.Subject(
            refusal.nodeId(), List.of(), 0, Map.of("reason", reason, "address", refusal.host())),
        refusal.message());
    if (isWorthALine(refusal)) {
      LOG.warn(
          "event=proxy_refused reason={} tenant={} node={} address={} message=\"{}\"",
          reason,
          refusal.tenant(),
          refusal.nodeId(),
          refusal.host(),
          refusal.message());
    }
  }

  private boolean isWorthALine(Refusal refusal) {
    long now = nanoTime.getAsLong();
    synchronized (logged) {
      Long last = logged.get(refusal);
      if (last != null && now - last < QUIET_NANOS) {
        return false;
      }
      logged.remove(refusal);
      if (logged.size() == REMEMBERED) {
        logged.remove(logged.keySet().iterator().next());
      }
      logged.put(refusal, now);
      return true;
    }
  }
}
