package io.apg.mesh.controlplane.config;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Builds the record tree from the typed values, and checks what no single value shows. */
final class ConfigTree {
  private ConfigTree() {}

  static MeshConfig build(Settings settings) {
    ListenAddress xds = address(settings, ConfigKeys.XDS_HOST, ConfigKeys.XDS_PORT);
    return new MeshConfig(
        new MeshConfig.Server(
            address(settings, ConfigKeys.HTTP_HOST, ConfigKeys.HTTP_PORT),
            xds,
            address(settings, ConfigKeys.ADMIN_HOST, ConfigKeys.ADMIN_PORT),
            settings.find(ConfigKeys.PORTS_FILE),
            settings.find(ConfigKeys.INSTANCE),
            settings.get(ConfigKeys.ALLOW_PLAINTEXT),
            settings.get(ConfigKeys.SHUTDOWN_GRACE)),
        new MeshConfig.Database(
            settings.get(ConfigKeys.DATABASE_URL), settings.get(ConfigKeys.REVISIONS_KEPT)),
        new MeshConfig.ServiceMesh(
            settings.get(ConfigKeys.MESH_NAME),
            settings.get(ConfigKeys.MESH_NAMESPACE),
            settings.get(ConfigKeys.MESH_ENVIRONMENT)),
        new MeshConfig.Security(
            settings.get(ConfigKeys.AUTHENTICATION_REQUIRED),
            Objects.requireNonNullElse(
                settings.find(ConfigKeys.PROXY_AUTHENTICATION_REQUIRED), !xds.isLoopback()),
            settings.find(ConfigKeys.JWT_SECRET),
            settings.get(ConfigKeys.CORS_ORIGINS)),
        new MeshConfig.Logging(
            settings.get(ConfigKeys.LOG_LEVEL), settings.get(ConfigKeys.LOG_FORMAT)),
        new MeshConfig.Traffic(
            settings.get(ConfigKeys.DEFAULT_TIMEOUT),
            settings.get(ConfigKeys.MAX_RETRIES),
            settings.get(ConfigKeys.DRAIN)),
        new MeshConfig.Xds(
            settings.get(ConfigKeys.XDS_RELEASE),
            settings.get(ConfigKeys.XDS_LEAVING),
            settings.get(ConfigKeys.XDS_MAX_MESSAGE_BYTES),
            settings.get(ConfigKeys.XDS_MAX_STREAMS),
            settings.get(ConfigKeys.XDS_MAX_NAMES),
            settings.get(ConfigKeys.XDS_DRAIN),
            settings.get(ConfigKeys.XDS_MAX_CONNECTION_AGE)),
        new MeshConfig.Dns(
            settings.get(ConfigKeys.DNS_REFRESH),
            settings.get(ConfigKeys.DNS_FAMILIES),
            settings.get(ConfigKeys.DNS_PROXY_RESOLVERS)),
        new MeshConfig.Events(
            settings.get(ConfigKeys.EVENTS_KEPT), settings.get(ConfigKeys.EVENTS_RETENTION)),
        settings.withoutEffect());
  }

  static void check(MeshConfig config, Settings settings, List<String> problems) {
    MeshConfig.Server server = config.server();
    checkPlaintext("server.http", server.http(), server.allowPlaintext(), problems);
    checkPlaintext("server.xds", server.xds(), server.allowPlaintext(), problems);
    checkPlaintext("server.admin", server.admin(), server.allowPlaintext(), problems);
    Set<Integer> ports = new HashSet<>();
    for (ListenAddress address : List.of(server.http(), server.xds(), server.admin())) {
      if (address.port() != 0 && !ports.add(address.port())) {
        problems.add("server: port " + address.port() + " twice (expected: three ports)");
      }
    }
    if (settings.get(ConfigKeys.HIGH_AVAILABILITY)) {
      problems.add(
          "service_mesh.high_availability: true (expected: false with SQLite, which serves one"
              + " process)");
    }
    if (config.dns().families().isEmpty()) {
      problems.add("dns.families: none (expected: ipv4, ipv6 or both)");
    }
  }

  private static void checkPlaintext(
      String name, ListenAddress address, boolean allowed, List<String> problems) {
    if (!allowed && !address.isLoopback()) {
      problems.add(
          name
              + ".host: "
              + address.host()
              + " (expected: a loopback address; set server.allow_plaintext to listen in plain"
              + " text elsewhere)");
    }
  }

  private static ListenAddress address(
      Settings settings, ConfigKey<String> host, ConfigKey<Integer> port) {
    return new ListenAddress(settings.get(host), settings.get(port));
  }
}
