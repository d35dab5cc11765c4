package io.apg.mesh.controlplane.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration of a control plane, validated. Immutable; made by {@link ConfigLoader}.
 *
 * @param withoutEffect names of the keys that were set, are known, and do nothing in this version
 */
public record MeshConfig(
    Server server,
    Database database,
    ServiceMesh serviceMesh,
    Security security,
    Logging logging,
    Traffic traffic,
    Xds xds,
    Dns dns,
    Events events,
    List<String> withoutEffect) {
  public MeshConfig {
    withoutEffect = List.copyOf(withoutEffect);
  }

  /**
   * The three ports.
   *
   * @param portsFile where the ports in use are written as JSON; null = nowhere
   * @param instance name of this replica; null = the host's
   * @param allowPlaintext whether a port may listen off loopback although it speaks plain text
   * @param shutdownGrace how long a stop waits for what is in flight
   */
  public record Server(
      ListenAddress http,
      ListenAddress xds,
      ListenAddress admin,
      @Nullable Path portsFile,
      @Nullable String instance,
      boolean allowPlaintext,
      Duration shutdownGrace) {}

  /**
   * Where the registry is kept.
   *
   * @param file the SQLite database
   * @param revisionsKept how many revisions stay readable
   */
  public record Database(Path file, int revisionsKept) {
    /** The folder of the database, where generated files go too. */
    public Path dataDirectory() {
      Path parent = file.getParent();
      return parent == null ? Path.of(".") : parent;
    }
  }

  /**
   * What the mesh is called.
   *
   * @param namespace the namespace of objects that name none
   */
  public record ServiceMesh(String name, String namespace, String environment) {}

  /**
   * Who may do what.
   *
   * @param authenticationRequired of callers of the API
   * @param proxyAuthenticationRequired of those of the xDS port
   * @param jwtSecret null = one is generated in the data directory
   * @param corsOrigins origins of browsers that may call the API; {@code *} = any
   */
  public record Security(
      boolean authenticationRequired,
      boolean proxyAuthenticationRequired,
      @Nullable Secret jwtSecret,
      List<String> corsOrigins) {
    public Security {
      corsOrigins = List.copyOf(corsOrigins);
    }
  }

  /** How logs are written. */
  public record Logging(Level level, Format format) {
    /** The least severe level that is written. */
    public enum Level {
      TRACE,
      DEBUG,
      INFO,
      WARN,
      ERROR
    }

    /** The form of a log line. */
    public enum Format {
      TEXT,
      JSON
    }
  }

  /**
   * Defaults of the routes that say nothing else, and of endpoints that go.
   *
   * @param defaultTimeout zero = none
   * @param drain how long a removed endpoint is delivered as draining
   */
  public record Traffic(Duration defaultTimeout, int maxRetries, Duration drain) {}

  /**
   * The port that proxies call.
   *
   * @param release how long a removed resource is kept by a proxy that may still use it
   * @param leaving how long the cluster of a deleted service is delivered
   * @param maxMessageBytes largest message accepted from a proxy
   * @param maxStreams most streams open at a time
   * @param maxNames most names that one stream may subscribe
   * @param drain time over which a stop ends streams
   * @param maxConnectionAge age at which a proxy is told to connect anew; zero = none
   */
  public record Xds(
      Duration release,
      Duration leaving,
      int maxMessageBytes,
      int maxStreams,
      int maxNames,
      Duration drain,
      Duration maxConnectionAge) {}

  /**
   * What happened in the running mesh.
   *
   * @param kept how many events
   * @param retention how long
   */
  public record Events(int kept, Duration retention) {}

  /**
   * How DNS-named endpoints are resolved.
   *
   * @param families the address families that are used, the preferred one first
   * @param proxyResolvers DNS servers of proxies that resolve names themselves; none = those of
   *     their systems
   */
  public record Dns(Duration refresh, List<Family> families, List<ListenAddress> proxyResolvers) {
    public Dns {
      families = List.copyOf(families);
      proxyResolvers = List.copyOf(proxyResolvers);
    }

    /** An address family. */
    public enum Family {
      IPV4,
      IPV6
    }
  }
}
