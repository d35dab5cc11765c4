package io.apg.mesh.benchmarks.fleet;

import io.apg.mesh.benchmarks.fleet.Heard.Named;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A client that speaks increments. */
final class DeltaDialogue implements Dialogue {
  private static final List<XdsType> ALL =
      List.of(XdsType.CLUSTER, XdsType.ENDPOINT, XdsType.LISTENER, XdsType.ROUTE);

  private final String id;
  private final Node known;
  private final Common common;
  private final boolean recorder;
  private final Set<XdsType> asked = EnumSet.noneOf(XdsType.class);
  private final Map<XdsType, Map<String, String>> own = new EnumMap<>(XdsType.class);

  // Clusters without their load assignment: until there is none, Envoy asks for no listeners.
  private final Set<String> warming = new HashSet<>();

  /** {@code recorder} = the one client that writes down what all have. */
  DeltaDialogue(String id, Common common, boolean recorder) {
    this.id = id;
    this.known = Common.known(id);
    this.common = common;
    this.recorder = recorder;
  }

  @Override
  public void open(Consumer<byte[]> say) {
    DeltaDiscoveryRequest.Builder first = request(XdsType.CLUSTER).setNode(common.node(id));
    if (asked.isEmpty()) {
      asked.add(XdsType.CLUSTER);
      say.accept(first.build().toByteArray());
      return;
    }
    for (XdsType type : ALL) {
      DeltaDiscoveryRequest.Builder request = type == XdsType.CLUSTER ? first : request(type);
      request
          .putAllInitialResourceVersions(common.versions(type))
          .putAllInitialResourceVersions(own.getOrDefault(type, Map.of()));
      if (!type.fullState()) {
        request.addAllResourceNamesSubscribe(common.versions(type).keySet());
      }
      say.accept(request.build().toByteArray());
    }
  }

  @Override
  public Heard hear(byte[] response, Consumer<byte[]> say) {
    Heard heard = Heard.delta(response);
    say.accept(request(heard.type()).setResponseNonce(heard.nonce()).build().toByteArray());
    heard.resources().forEach(resource -> note(heard.type(), resource));
    goOn(heard, say);
    return heard;
  }

  private void note(XdsType type, Named resource) {
    if (Common.isOwn(type, resource.name())) {
      own.computeIfAbsent(type, t -> new HashMap<>(4)).put(resource.name(), resource.version());
    } else if (recorder) {
      common.versions(type).put(resource.name(), resource.version());
    }
  }

  private void goOn(Heard heard, Consumer<byte[]> say) {
    switch (heard.type()) {
      case CLUSTER -> {
        List<String> names =
            heard.resources().stream()
                .map(Named::name)
                .filter(name -> !Common.isOwn(XdsType.CLUSTER, name))
                .toList();
        warming.addAll(names);
        if (!names.isEmpty()) {
          subscribe(XdsType.ENDPOINT, names, say);
        }
      }
      case ENDPOINT -> {
        heard.resources().forEach(resource -> warming.remove(resource.name()));
        if (warming.isEmpty()) {
          ask(XdsType.LISTENER, List.of(), say);
        }
      }
      case LISTENER -> ask(XdsType.ROUTE, List.of(Common.ROUTES), say);
      default -> {}
    }
  }

  private void ask(XdsType type, List<String> names, Consumer<byte[]> say) {
    if (!asked.contains(type)) {
      subscribe(type, names, say);
    }
  }

  private void subscribe(XdsType type, List<String> names, Consumer<byte[]> say) {
    asked.add(type);
    say.accept(request(type).addAllResourceNamesSubscribe(names).build().toByteArray());
  }

  private DeltaDiscoveryRequest.Builder request(XdsType type) {
    return DeltaDiscoveryRequest.newBuilder().setNode(known).setTypeUrl(type.typeUrl());
  }
}
