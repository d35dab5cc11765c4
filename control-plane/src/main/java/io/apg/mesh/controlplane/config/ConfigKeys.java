package io.apg.mesh.controlplane.config;

import static io.apg.mesh.controlplane.config.ConfigKey.key;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The table of all keys: parsing, error messages and the reference are made from it. */
final class ConfigKeys {
  private static final List<ConfigKey<?>> TABLE = new ArrayList<>();

  static final ConfigKey<String> HTTP_HOST =
      add(key("server.http.host", ValueType.HOST, "127.0.0.1", "Address of the HTTP port."));
  static final ConfigKey<Integer> HTTP_PORT =
      add(key("server.http.port", ValueType.PORT, "8000", "REST, docs and metrics; 0 = any free."));
  static final ConfigKey<String> XDS_HOST =
      add(key("server.xds.host", ValueType.HOST, "127.0.0.1", "Address of the xDS port."));
  static final ConfigKey<Integer> XDS_PORT =
      add(key("server.xds.port", ValueType.PORT, "18000", "What proxies call; 0 = any free."));
  static final ConfigKey<String> ADMIN_HOST =
      add(key("server.admin.host", ValueType.HOST, "127.0.0.1", "Address of the admin port."));
  static final ConfigKey<Integer> ADMIN_PORT =
      add(key("server.admin.port", ValueType.PORT, "18001", "gRPC admin API; 0 = any free."));
  static final ConfigKey<Path> PORTS_FILE =
      add(key("server.ports_file", ValueType.PATH, null, "Where the ports in use are written."));
  static final ConfigKey<String> INSTANCE =
      add(
          key(
              "server.instance",
              ValueType.TEXT,
              null,
              "Name of this replica, as Envoy shows it in `control_plane.identifier`; absent = the"
                  + " host's."));
  static final ConfigKey<Boolean> ALLOW_PLAINTEXT =
      add(
          key(
              "server.allow_plaintext",
              ValueType.BOOLEAN,
              "false",
              "Lets ports listen in plain text on other addresses than loopback."));
  static final ConfigKey<Duration> SHUTDOWN_GRACE =
      add(
          key(
              "server.shutdown_grace_seconds",
              ValueType.seconds(0, 3600),
              "10",
              "How long a stop waits for what is in flight."));

  static final ConfigKey<Path> DATABASE_URL =
      add(
          key(
                  "database.url",
                  ValueType.DATABASE,
                  "sqlite:data/mesh.db",
                  "The registry's database; its folder is the data directory.")
              .from("DATABASE_URL"));

  static final ConfigKey<Integer> REVISIONS_KEPT =
      add(
          key(
              "registry.revisions_kept",
              ValueType.integer(1_000, 10_000_000),
              "10000",
              "How many revisions the history holds; ids stay reserved beyond it."));

  static final ConfigKey<String> MESH_NAME =
      add(
          key("service_mesh.name", ValueType.TEXT, "apg-mesh", "Name of the mesh.")
              .from("MESH_NAME"));
  static final ConfigKey<String> MESH_NAMESPACE =
      add(
          key(
                  "service_mesh.namespace",
                  ValueType.LABEL,
                  "default",
                  "Namespace of objects that name none.")
              .from("MESH_NAMESPACE"));
  static final ConfigKey<String> MESH_ENVIRONMENT =
      add(
          key(
                  "service_mesh.environment",
                  ValueType.TEXT,
                  "development",
                  "Environment, as logs and answers show it.")
              .from("MESH_ENVIRONMENT", "ENVIRONMENT"));
  static final ConfigKey<Boolean> HIGH_AVAILABILITY =
      add(
          key(
                  "service_mesh.high_availability",
                  ValueType.BOOLEAN,
                  "false",
                  "Refuses a database that cannot serve several replicas, as SQLite.")
              .from("HIGH_AVAILABILITY"));

  static final ConfigKey<Boolean> AUTHENTICATION_REQUIRED =
      add(
          key(
              "security.authentication_required",
              ValueType.BOOLEAN,
              "true",
              "Off: every caller is `anonymous` in tenant `default`, with all roles."));
  static final ConfigKey<Boolean> PROXY_AUTHENTICATION_REQUIRED =
      add(
          key(
              "security.proxy_authentication_required",
              ValueType.BOOLEAN,
              null,
              "Proxies must bring a token for what they say they are; absent = unless the xDS port"
                  + " is on loopback."));
  static final ConfigKey<Secret> JWT_SECRET =
      add(
          key(
                  "security.jwt.secret",
                  ValueType.STRONG_SECRET,
                  null,
                  "Signs tokens (HS256); absent = generated in the data directory.")
              .from("JWT_SECRET_KEY"));
  static final ConfigKey<List<String>> CORS_ORIGINS =
      add(
          key(
                  "security.cors.origins",
                  ValueType.ORIGINS,
                  "",
                  "Origins of browsers that may call the API.")
              .from("CORS_ORIGINS"));

  static final ConfigKey<MeshConfig.Logging.Level> LOG_LEVEL =
      add(
          key("logging.level", ValueType.level(), "info", "Least severe level that is logged.")
              .from("LOG_LEVEL"));
  static final ConfigKey<MeshConfig.Logging.Format> LOG_FORMAT =
      add(
          key(
              "logging.format",
              ValueType.words(MeshConfig.Logging.Format.class),
              "text",
              "Form of a log line."));

  static final ConfigKey<Duration> DEFAULT_TIMEOUT =
      add(
          key(
              "traffic_management.default_timeout",
              ValueType.milliseconds(0, 3_600_000),
              "0",
              "Timeout of routes that set none; 0 = none."));
  static final ConfigKey<Integer> MAX_RETRIES =
      add(
          key(
              "traffic_management.max_retries",
              ValueType.integer(0, 100),
              "2",
              "Retries of routes that set none."));

  static final ConfigKey<Duration> DRAIN =
      add(
          key(
              "traffic_management.drain_seconds",
              ValueType.seconds(0, 3600),
              "30",
              "How long a removed endpoint is delivered as draining; 0 = not at all."));

  static final ConfigKey<Duration> XDS_RELEASE =
      add(
          key(
              "xds.release_seconds",
              ValueType.seconds(0, 3600),
              "30",
              "How long a proxy keeps what its requests in flight may still use."));
  static final ConfigKey<Duration> XDS_LEAVING =
      add(
          key(
              "xds.leaving_seconds",
              ValueType.seconds(1, 86_400),
              "300",
              "How long the cluster of a deleted service is delivered, counted anew after a start."));
  static final ConfigKey<Duration> XDS_DRAIN =
      add(
          key(
              "xds.drain_seconds",
              ValueType.seconds(0, 3600),
              "3",
              "Time over which a stop ends the streams of proxies, one after another."));
  static final ConfigKey<Duration> XDS_MAX_CONNECTION_AGE =
      add(
          key(
              "xds.max_connection_age_seconds",
              ValueType.seconds(0, 604_800),
              "0",
              "Age at which a proxy is told to connect anew, to any replica; 0 = never."));
  static final ConfigKey<Integer> XDS_MAX_NAMES =
      add(
          key(
              "xds.max_names",
              ValueType.integer(1_000, 100_000_000),
              "100000",
              "Most names that one stream may subscribe."));
  static final ConfigKey<Integer> XDS_MAX_MESSAGE_BYTES =
      add(
          key(
              "xds.max_message_bytes",
              ValueType.integer(65_536, 1 << 30),
              "33554432",
              "Largest message accepted from a proxy."));
  static final ConfigKey<Integer> XDS_MAX_STREAMS =
      add(
          key(
              "xds.max_streams",
              ValueType.integer(1, 1_000_000),
              "20000",
              "Most streams open at a time."));

  static final ConfigKey<Duration> DNS_REFRESH =
      add(
          key(
              "dns.refresh_seconds",
              ValueType.seconds(1, 3600),
              "5",
              "How often host names of endpoints are resolved again."));
  static final ConfigKey<List<MeshConfig.Dns.Family>> DNS_FAMILIES =
      add(
          key(
              "dns.families",
              ValueType.listOf(ValueType.words(MeshConfig.Dns.Family.class)),
              "ipv4,ipv6",
              "Address families that are used, the preferred one first."));
  static final ConfigKey<List<ListenAddress>> DNS_PROXY_RESOLVERS =
      add(
          key(
              "dns.proxy_resolvers",
              ValueType.listOf(ValueType.SOCKET),
              "",
              "DNS servers that proxies ask for services with `resolution: proxy`; none = those of"
                  + " their systems."));

  static final ConfigKey<Integer> EVENTS_KEPT =
      add(
          key(
              "events.kept",
              ValueType.integer(100, 10_000_000),
              "100000",
              "Most events that are kept; the oldest go first."));
  static final ConfigKey<Duration> EVENTS_RETENTION =
      add(key("events.retention_days", ValueType.days(1, 3650), "7", "How long events are kept."));

  static {
    LaterKeys.all().forEach(ConfigKeys::add);
  }

  static final List<ConfigKey<?>> ALL = List.copyOf(TABLE);

  private ConfigKeys() {}

  private static <K extends ConfigKey<?>> K add(K key) {
    TABLE.add(key);
    return key;
  }
}
