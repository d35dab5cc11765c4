package io.apg.mesh.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.apg.mesh.ir.Affinity;
import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.HealthChecks;
import io.apg.mesh.ir.LoadBalancing;
import io.apg.mesh.ir.LoadBalancing.Algorithm;
import io.apg.mesh.ir.LoadBalancing.Limits;
import io.apg.mesh.ir.LoadBalancing.Outliers;
import io.apg.mesh.ir.PathMatch;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.Retry;
import io.apg.mesh.ir.RouteAction;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.Target;
import io.apg.mesh.ir.TcpListener;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.UpstreamEndpoint;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.ir.ValueMatch;
import io.apg.mesh.ir.VirtualHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a mesh, as one proxy sees it, from YAML. */
record IrYaml(
    Proxy proxy,
    List<Upstream> upstreams,
    List<EndpointGroup> endpoints,
    List<VirtualHost> virtualHosts,
    List<TcpListener> tcp,
    RouteCarrier carrier) {
  /** One without tcp services. */
  IrYaml(
      Proxy proxy,
      List<Upstream> upstreams,
      List<EndpointGroup> endpoints,
      List<VirtualHost> virtualHosts) {
    this(proxy, upstreams, endpoints, virtualHosts, List.of(), RouteCarrier.RDS);
  }

  /** The same with its routes in other resources. */
  IrYaml with(RouteCarrier other) {
    return new IrYaml(proxy, upstreams, endpoints, virtualHosts, tcp, other);
  }

  static IrYaml read(Path file) {
    try {
      return read(new YAMLMapper().readTree(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IrYaml read(JsonNode tree) {
    return new IrYaml(
        proxy(tree.path("proxy")),
        list(tree.path("upstreams"), IrYaml::upstream),
        list(tree.path("endpoints"), IrYaml::group),
        list(tree.path("virtual_hosts"), IrYaml::host),
        list(tree.path("tcp"), IrYaml::tcp),
        RouteCarrier.valueOf(tree.path("carrier").asText("rds").toUpperCase(Locale.ROOT)));
  }

  private static <T> List<T> list(JsonNode node, Function<JsonNode, T> read) {
    List<T> items = new ArrayList<>();
    node.forEach(item -> items.add(read.apply(item)));
    return items;
  }

  private static List<String> texts(JsonNode node) {
    return list(node, JsonNode::asText);
  }

  private static SocketAddress address(JsonNode node) {
    SocketAddress address = IpAddresses.parse(node.asText());
    if (address == null) {
      throw new IllegalArgumentException(node + " (expected: IP:port)");
    }
    return address;
  }

  private static Proxy proxy(JsonNode node) {
    if (node.has("gateway")) {
      return new Proxy.Gateway(
          node.get("gateway").asText(), list(node.path("listen"), IrYaml::address));
    }
    if (node.has("proxyless")) {
      return new Proxy.Proxyless(node.get("proxyless").asText().equals("grpc"));
    }
    return new Proxy.Sidecar(
        address(node.path("outbound")),
        list(
            node.path("inbound"),
            item ->
                new Proxy.Inbound(
                    address(item.path("listen")),
                    address(item.path("app")),
                    protocol(item.path("protocol")))));
  }

  private static UpstreamProtocol protocol(JsonNode node) {
    return UpstreamProtocol.valueOf(node.asText("http1").toUpperCase(Locale.ROOT));
  }

  private static Upstream upstream(JsonNode node) {
    String name = node.path("name").asText();
    return new Upstream(
        name,
        protocol(node.path("protocol")),
        balancing(node.path("balancing")),
        node.has("named")
            ? new EndpointGroup(
                name, list(node.get("named"), IrYaml::endpoint), new Source("service", name))
            : null,
        new Source("service", name));
  }

  private static @Nullable HealthChecks checks(JsonNode node) {
    return node.isMissingNode()
        ? null
        : new HealthChecks(
            Duration.ofSeconds(node.path("interval").asInt()),
            Duration.ofSeconds(node.path("timeout").asInt()),
            node.path("failures").asInt(),
            node.path("successes").asInt(),
            node.path("path").asText("/"));
  }

  private static LoadBalancing balancing(JsonNode node) {
    Integer failures = number(node.path("failures"));
    return new LoadBalancing(
        Algorithm.valueOf(node.path("algorithm").asText("round_robin").toUpperCase(Locale.ROOT)),
        new Limits(
            number(node.path("connections")),
            number(node.path("pending")),
            number(node.path("requests")),
            number(node.path("retries"))),
        failures == null
            ? null
            : new Outliers(failures, Duration.ofSeconds(node.path("out_seconds").asInt())),
        checks(node.path("checks")),
        null);
  }

  private static @Nullable Integer number(JsonNode node) {
    return node.isNumber() ? Integer.valueOf(node.intValue()) : null;
  }

  private static TcpListener tcp(JsonNode node) {
    String cluster = node.path("cluster").asText();
    return new TcpListener(node.path("port").asInt(), cluster, new Source("service", cluster));
  }

  private static EndpointGroup group(JsonNode node) {
    String cluster = node.path("cluster").asText();
    return new EndpointGroup(
        cluster, list(node.path("hosts"), IrYaml::endpoint), new Source("service", cluster));
  }

  private static SocketAddress name(JsonNode node) {
    String text = node.asText();
    int colon = text.indexOf(':');
    return new SocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static UpstreamEndpoint endpoint(JsonNode node) {
    SocketAddress at = node.has("host") ? name(node.get("host")) : address(node.path("at"));
    return new UpstreamEndpoint(
        at.address(),
        at.port(),
        node.path("weight").asInt(1),
        node.path("zone").asText(""),
        node.path("priority").asInt(0),
        EndpointHealth.valueOf(node.path("health").asText("unknown").toUpperCase(Locale.ROOT)));
  }

  private static VirtualHost host(JsonNode node) {
    return new VirtualHost(
        node.path("name").asText(),
        texts(node.path("domains")),
        list(node.path("routes"), IrYaml::route));
  }

  private static RouteEntry route(JsonNode node) {
    String key = node.path("key").asText();
    RouteMatch match =
        new RouteMatch(
            path(node),
            texts(node.path("methods")),
            list(node.path("headers"), IrYaml::value),
            list(node.path("query"), IrYaml::value));
    return new RouteEntry(key, match, action(node), new Source("route", key));
  }

  private static PathMatch path(JsonNode node) {
    if (node.has("exact")) {
      return new PathMatch.Exact(node.get("exact").asText());
    }
    return node.has("regex")
        ? new PathMatch.Regex(node.get("regex").asText())
        : new PathMatch.Prefix(node.path("prefix").asText("/"));
  }

  private static ValueMatch value(JsonNode node) {
    for (ValueMatch.Op op : ValueMatch.Op.values()) {
      JsonNode value = node.path(op.name().toLowerCase(Locale.ROOT));
      if (!value.isMissingNode()) {
        return new ValueMatch(
            node.path("name").asText(),
            op,
            op == ValueMatch.Op.PRESENT ? "" : value.asText(),
            node.path("invert").asBoolean(false));
      }
    }
    throw new IllegalArgumentException(node + " (expected: exact, prefix, regex or present)");
  }

  private static @Nullable Affinity affinity(JsonNode node, String cluster) {
    for (Affinity.Kind kind : Affinity.Kind.values()) {
      JsonNode cookie = node.path(kind.name().toLowerCase(Locale.ROOT)).path(cluster);
      if (cookie.isTextual()) {
        return new Affinity(kind, cookie.textValue());
      }
    }
    return null;
  }

  private static RouteAction action(JsonNode node) {
    if (node.has("respond")) {
      return new RouteAction.Respond(node.get("respond").asInt(), node.path("body").asText(""));
    }
    List<Target> targets = new ArrayList<>();
    node.path("to")
        .properties()
        .forEach(
            entry -> {
              String cluster = entry.getKey();
              targets.add(new Target(cluster, entry.getValue().asInt(), affinity(node, cluster)));
            });
    return new RouteAction.Forward(
        targets,
        Duration.ofMillis(node.path("timeout_ms").asLong(0)),
        new Retry(texts(node.path("retry_on")), node.path("retries").asInt(0)),
        node.path("long_lived").asBoolean(false));
  }
}
