package io.apg.mesh.benchmarks.fleet;

import io.apg.mesh.benchmarks.fleet.Heard.Named;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A client that speaks states of the world. */
final class SotwDialogue implements Dialogue {
  private final String id;
  private final Node known;
  private final Common common;
  private final Map<XdsType, Heard> last = new EnumMap<>(XdsType.class);
  private final Map<XdsType, List<String>> names = new EnumMap<>(XdsType.class);

  // Clusters without their load assignment: until there is none, Envoy asks for no listeners.
  private final Set<String> warming = new HashSet<>();

  SotwDialogue(String id, Common common) {
    this.id = id;
    this.known = Common.known(id);
    this.common = common;
  }

  @Override
  public void open(Consumer<byte[]> say) {
    DiscoveryRequest.Builder first = request(XdsType.CLUSTER).setNode(common.node(id));
    say.accept(first.build().toByteArray());
    for (XdsType type : List.of(XdsType.ENDPOINT, XdsType.LISTENER, XdsType.ROUTE)) {
      if (last.containsKey(type)) {
        say.accept(request(type).build().toByteArray());
      }
    }
  }

  @Override
  public Heard hear(byte[] response, Consumer<byte[]> say) {
    Heard heard = Heard.sotw(response);
    boolean first = last.put(heard.type(), heard) == null;
    say.accept(acknowledgement(heard.type()));
    switch (heard.type()) {
      case CLUSTER -> {
        List<String> clusters =
            heard.resources().stream()
                .map(Named::name)
                .filter(name -> !Common.isOwn(XdsType.CLUSTER, name))
                .toList();
        if (first) {
          warming.addAll(clusters);
        }
        if (!clusters.equals(names.put(XdsType.ENDPOINT, clusters))) {
          say.accept(acknowledgement(XdsType.ENDPOINT));
        }
      }
      case ENDPOINT -> {
        heard.resources().forEach(resource -> warming.remove(resource.name()));
        askOnce(warming.isEmpty(), XdsType.LISTENER, List.of(), say);
      }
      case LISTENER -> askOnce(true, XdsType.ROUTE, List.of(Common.ROUTES), say);
      default -> {}
    }
    return heard;
  }

  private void askOnce(boolean due, XdsType type, List<String> wanted, Consumer<byte[]> say) {
    if (due && names.putIfAbsent(type, wanted) == null) {
      say.accept(acknowledgement(type));
    }
  }

  /** Also a first request, which has nothing to acknowledge. */
  private byte[] acknowledgement(XdsType type) {
    DiscoveryRequest.Builder request = request(type);
    Heard heard = last.get(type);
    if (heard != null) {
      request.setResponseNonce(heard.nonce());
    }
    return request.build().toByteArray();
  }

  private DiscoveryRequest.Builder request(XdsType type) {
    Heard heard = last.get(type);
    return DiscoveryRequest.newBuilder()
        .setNode(known)
        .setTypeUrl(type.typeUrl())
        .setVersionInfo(heard == null ? "" : heard.version())
        .addAllResourceNames(names.getOrDefault(type, List.of()));
  }
}
