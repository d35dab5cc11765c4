package io.apg.mesh.translate;

import com.google.re2j.Pattern;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.snapshot.Node;
import java.util.ArrayList;
import java.util.List;

/** Makes the IR's proxy of what a node says about itself. */
public final class Proxies {
  private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9_-]");

  /** What {@code user_agent_name} begins with: gRPC Java, gRPC Node Pure JS, gRPC Go, ... */
  private static final String GRPC_LIBRARIES = "gRPC ";

  private static final char INSTANCE = '~';
  private static final int MAX_NAME = 120;

  private Proxies() {}

  /**
   * A node, understood.
   *
   * @param owner the part of the node id before {@code ~}: a service id, or a gateway's name
   * @param problems what the node said wrongly; it is served by safe defaults all the same
   */
  public record Identified(
      Proxy proxy, String owner, NodeMetadata metadata, List<String> problems) {
    public Identified {
      problems = List.copyOf(problems);
    }
  }

  /** Understands a node; a gRPC library is proxyless, whatever it says. Never fails. */
  public static Identified of(Node node, NodeMetadata defaults) {
    NodeMetadata.Parsed parsed = NodeMetadata.parse(node.metadata(), defaults);
    boolean grpc = node.userAgentName().startsWith(GRPC_LIBRARIES);
    NodeMetadata metadata =
        grpc ? parsed.metadata().withRole(NodeMetadata.Role.PROXYLESS) : parsed.metadata();
    List<String> problems = new ArrayList<>(parsed.problems());
    String owner = owner(node.id());
    if (owner.isEmpty()) {
      problems.add("node.id: \"" + node.id() + "\" (expected: <service id or gateway>~<instance>)");
    }
    Proxy proxy =
        switch (metadata.role()) {
          case SIDECAR -> new Proxy.Sidecar(metadata.outbound(), metadata.inbound());
          case GATEWAY -> new Proxy.Gateway(safe(owner), metadata.listen());
          case PROXYLESS -> new Proxy.Proxyless(grpc);
        };
    if (metadata.role() == NodeMetadata.Role.GATEWAY && metadata.listen().isEmpty()) {
      problems.add("listen: [] (expected: a gateway's addresses, [{address: IP:port}])");
    }
    return new Identified(proxy, owner, metadata, problems);
  }

  private static String owner(String nodeId) {
    int end = nodeId.indexOf(INSTANCE);
    return end < 0 ? nodeId : nodeId.substring(0, end);
  }

  /** Part of resource names and of the names of Envoy's statistics, where dots separate. */
  private static String safe(String gateway) {
    String name = UNSAFE.matcher(gateway).replaceAll("_");
    return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
  }
}
