package io.apg.mesh.translate;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What an Envoy is started with: a file and a command line. Everything but the way to the control
 * plane comes from there, over one ADS stream.
 *
 * @param nodeId {@code <service id>~<instance>}, or {@code <gateway>~<instance>}
 * @param cluster the service's name
 * @param region empty = none
 * @param zone empty = none
 * @param xdsHost IP address or DNS name of the control plane
 */
public record Bootstrap(
    String nodeId,
    String cluster,
    String region,
    String zone,
    NodeMetadata metadata,
    Protocol protocol,
    String xdsHost,
    int xdsPort,
    BootstrapOptions options) {
  /** The drain time that goes with our command line; Envoy's own is ten minutes. */
  public static final Duration DRAIN = Duration.ofMinutes(1);

  private static final String CONTROL_PLANE = "control_plane";
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  private static final String CONNECTION_LIMIT =
      "envoy.resource_monitors.global_downstream_max_connections";
  private static final Duration PARENT_MARGIN = Duration.ofSeconds(10);

  /** How resources travel. */
  public enum Protocol {
    /** Only what changed (delta). */
    DELTA("DELTA_GRPC"),
    /** The state of the world. */
    SOTW("GRPC");

    private final String apiType;

    Protocol(String apiType) {
      this.apiType = apiType;
    }
  }

  public Bootstrap {
    if (nodeId.isEmpty()) {
      throw new IllegalArgumentException("nodeId: \"\" (expected: <owner>~<instance>)");
    }
    if (xdsHost.isEmpty() || !IpAddresses.isPort(xdsPort)) {
      throw new IllegalArgumentException(
          "xds: " + xdsHost + ":" + xdsPort + " (expected: a host and a port)");
    }
  }

  /** Arguments for the {@code envoy} program, without its name. */
  public List<String> arguments(String file) {
    long drain = metadata.drain().toSeconds();
    return List.of(
        "-c",
        file,
        "--use-dynamic-base-id",
        "--drain-strategy",
        "immediate",
        "--drain-time-s",
        String.valueOf(drain),
        "--parent-shutdown-time-s",
        String.valueOf(drain + PARENT_MARGIN.toSeconds()));
  }

  /** The file. */
  public String yaml() {
    return Yaml.write(tree());
  }

  /** The file as maps, lists, strings, numbers and booleans, in the order of {@link #yaml}. */
  public Map<String, Object> tree() {
    boolean gateway = metadata.role() == NodeMetadata.Role.GATEWAY;
    return Tree.of("node", node())
        .and("admin", admin())
        .and("dynamic_resources", dynamicResources())
        .and("static_resources", Tree.of("clusters", List.of(controlPlane())))
        .and("layered_runtime", runtime())
        .andIf(gateway, "overload_manager", connectionLimit());
  }

  private Tree node() {
    Tree locality =
        new Tree().andIf(!region.isEmpty(), "region", region).andIf(!zone.isEmpty(), "zone", zone);
    return Tree.of("id", nodeId)
        .and("cluster", cluster)
        .andIf(!locality.isEmpty(), "locality", locality)
        .and("metadata", metadata.toTree());
  }

  private Tree admin() {
    return Tree.of("address", address(options.admin().address(), options.admin().port()))
        .and("ignore_global_conn_limit", true);
  }

  private Tree dynamicResources() {
    Tree envoyGrpc =
        Tree.of("cluster_name", CONTROL_PLANE)
            .and(
                "retry_policy",
                Tree.of(
                    "retry_back_off", Tree.of("base_interval", "0.5s").and("max_interval", "3s")));
    Tree ads = Tree.of("resource_api_version", "V3").and("ads", new Tree());
    return Tree.of(
            "ads_config",
            Tree.of("api_type", protocol.apiType)
                .and("transport_api_version", "V3")
                .and("set_node_on_first_message_only", true)
                .and("grpc_services", List.of(Tree.of("envoy_grpc", envoyGrpc))))
        .and("cds_config", ads)
        .and("lds_config", ads);
  }

  private Tree controlPlane() {
    boolean dns = !IpAddresses.isAddress(xdsHost);
    Tree keepalive =
        Tree.of("connection_keepalive", Tree.of("interval", "30s").and("timeout", "5s"));
    Tree http =
        Tree.of("@type", "type.googleapis.com/" + HTTP_OPTIONS)
            .and("explicit_http_config", Tree.of("http2_protocol_options", keepalive))
            .andIf(
                !options.tokenFile().isEmpty(),
                "http_filters",
                options.tokenFile().isEmpty()
                    ? List.of()
                    : TokenSecret.filters(options.tokenFile()));
    Tree endpoint = Tree.of("endpoint", Tree.of("address", address(xdsHost, xdsPort)));
    return Tree.of("name", CONTROL_PLANE)
        .and("type", dns ? "STRICT_DNS" : "STATIC")
        .andIf(dns, "dns_lookup_family", "V4_PREFERRED")
        .and("connect_timeout", "1s")
        .and("typed_extension_protocol_options", Tree.of(HTTP_OPTIONS, http))
        .and(
            "load_assignment",
            Tree.of("cluster_name", CONTROL_PLANE)
                .and("endpoints", List.of(Tree.of("lb_endpoints", List.of(endpoint)))));
  }

  private Tree runtime() {
    Tree values = Tree.of("re2.max_program_size.error_level", options.maxProgramSize());
    return Tree.of("layers", List.of(Tree.of("name", "bootstrap").and("static_layer", values)));
  }

  private Tree connectionLimit() {
    Tree limit =
        Tree.of(
                "@type",
                "type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3"
                    + ".DownstreamConnectionsConfig")
            .and("max_active_downstream_connections", options.maxConnections());
    return Tree.of(
        "resource_monitors", List.of(Tree.of("name", CONNECTION_LIMIT).and("typed_config", limit)));
  }

  private static Tree address(String host, int port) {
    return Tree.of("socket_address", Tree.of("address", host).and("port_value", port));
  }
}
