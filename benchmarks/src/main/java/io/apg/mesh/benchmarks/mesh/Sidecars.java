package io.apg.mesh.benchmarks.mesh;

import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.snapshot.OwnResources;
import io.apg.mesh.translate.TranslateOptions;
import io.apg.mesh.translate.Translator;
import java.util.List;

/** What each node has for itself: its two listeners, and the cluster of its application. */
public final class Sidecars {
  private static final String PREFIX = "node-";

  private final Translator translator = new Translator(TranslateOptions.DEFAULTS);
  private final Groups groups;
  private final OwnResources all = own(0);

  /** Nodes in these groups. */
  public Sidecars(Groups groups) {
    this.groups = groups;
  }

  /** The id of a node, as it says it. */
  public static String id(int node) {
    return PREFIX + node;
  }

  /** The group of a node, by its id: nodes of one group have the same resources. */
  public String group(String id) {
    return groups == Groups.ONE ? "all" : id;
  }

  /** What the node of that id has for itself. */
  public OwnResources own(String id) {
    return groups == Groups.ONE ? all : own(Integer.parseInt(id.substring(PREFIX.length())));
  }

  private OwnResources own(int node) {
    String address = "127." + (1 + node / 62_500) + "." + node / 250 % 250 + "." + (1 + node % 250);
    return translator.ownResources(
        new Proxy.Sidecar(
            new SocketAddress("127.0.0.1", 15001),
            List.of(
                new Proxy.Inbound(
                    new SocketAddress(address, 15006),
                    new SocketAddress(address, 8080),
                    UpstreamProtocol.HTTP1))),
        RouteCarrier.RDS);
  }
}
