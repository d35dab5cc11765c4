package io.apg.mesh.controlplane.config;

import static io.apg.mesh.controlplane.config.ConfigKey.later;

import java.util.List;

/** Keys that are accepted and checked, and have no effect in this version. */
final class LaterKeys {
  private static final ValueType<Integer> POSITIVE = ValueType.integer(1, 1_000_000);
  private static final ValueType<String> INTERVAL =
      ValueType.matching("seconds, or a duration such as 15s", "[0-9]+(ms|s|m|h)?");

  private LaterKeys() {}

  static List<ConfigKey<?>> all() {
    return List.of(
        later("database.pool_size", POSITIVE, "Connections kept open."),
        later("database.max_overflow", ValueType.integer(0, 10_000), "Connections beyond those."),
        later("database.echo", ValueType.BOOLEAN, "Logs statements."),
        later("redis.url", ValueType.SECRET, "Event bus.").from("REDIS_URL"),
        later("redis.connection_pool_size", POSITIVE, "Connections kept open."),
        later("load_balancing.default_algorithm", ValueType.TEXT, "Algorithm where none is set."),
        later("load_balancing.health_check_interval", POSITIVE, "Seconds between health checks.")
            .from("HEALTH_CHECK_INTERVAL"),
        later("load_balancing.circuit_breaker_enabled", ValueType.BOOLEAN, "Circuit breakers."),
        later("traffic_management.rate_limiting_enabled", ValueType.BOOLEAN, "Rate limits.")
            .from("RATE_LIMITING_ENABLED"),
        later("monitoring.metrics_enabled", ValueType.BOOLEAN, "Metrics of the mesh.")
            .from("METRICS_ENABLED"),
        later("monitoring.tracing_enabled", ValueType.BOOLEAN, "Tracing.").from("TRACING_ENABLED"),
        later("monitoring.retention_days", POSITIVE, "How long metrics are kept."),
        later("monitoring.prometheus.enabled", ValueType.BOOLEAN, "Link to Prometheus."),
        later("monitoring.prometheus.port", ValueType.PORT, "Its port."),
        later("monitoring.prometheus.scrape_interval", INTERVAL, "How often it reads."),
        later("monitoring.grafana.enabled", ValueType.BOOLEAN, "Link to Grafana."),
        later("monitoring.grafana.port", ValueType.PORT, "Its port."),
        later("monitoring.grafana.dashboards_enabled", ValueType.BOOLEAN, "Its dashboards."),
        later("monitoring.jaeger.enabled", ValueType.BOOLEAN, "Link to Jaeger."),
        later("monitoring.jaeger.port", ValueType.PORT, "Its port."),
        later("monitoring.jaeger.sampling_rate", ValueType.decimal(0, 1), "Share that is traced."),
        later("monitoring.alertmanager.enabled", ValueType.BOOLEAN, "Alerts to Alertmanager."),
        later("monitoring.alertmanager.port", ValueType.PORT, "Its port."),
        later("monitoring.alertmanager.webhook_url", ValueType.SECRET, "Receiver of alerts."),
        later("security.secret_key", ValueType.STRONG_SECRET, "Encrypts keys at rest.")
            .from("SECRET_KEY"),
        later("security.rate_limiting.requests_per_minute", POSITIVE, "Requests per token."),
        later("security.rate_limiting.burst_size", POSITIVE, "Requests at once."),
        later("apg.registry_url", ValueType.TEXT, "Capability registry.").from("APG_REGISTRY_URL"),
        later("apg.event_bus_url", ValueType.SECRET, "Event bus.").from("APG_EVENT_BUS_URL"),
        later("backup.enabled", ValueType.BOOLEAN, "Backups.").from("BACKUP_ENABLED"));
  }
}
