package io.apg.mesh.translate;

import com.google.protobuf.ByteString;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.NodeSnapshot;
import io.apg.mesh.snapshot.OwnResources;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Everything that one proxy is sent, by type and in name order. */
record Translated(Map<XdsType, List<Resource>> resources) {

  static Translated of(IrYaml ir) {
    return of(ir, TranslateOptions.DEFAULTS);
  }

  static Translated of(IrYaml ir, TranslateOptions options) {
    Translator translator = new Translator(options);
    if (ir.proxy() instanceof Proxy.Proxyless proxyless) {
      return proxyless(ir, translator, proxyless.grpc());
    }
    Map<XdsType, List<Resource>> resources = new EnumMap<>(XdsType.class);
    for (XdsType type : XdsType.values()) {
      resources.put(type, new ArrayList<>());
    }
    List<EncodedResource> all = new ArrayList<>();
    ir.upstreams().forEach(upstream -> all.add(translator.cluster(upstream)));
    ir.endpoints().forEach(group -> all.add(translator.endpoints(group)));
    OwnResources own = translator.ownResources(ir.proxy(), RouteCarrier.RDS);
    View.Edit edit = View.empty(1).edit();
    ir.tcp().forEach(listener -> edit.put(translator.tcpListener(listener)));
    resources
        .get(XdsType.LISTENER)
        .addAll(new NodeSnapshot(1, edit.build(2), own).resources(XdsType.LISTENER));
    own.resources().stream().filter(r -> r.type() != XdsType.LISTENER).forEach(all::add);
    all.forEach(resource -> resources.get(resource.type()).add(resource));
    RouteTable table = RouteTable.EMPTY;
    for (var host : ir.virtualHosts()) {
      table = table.with(translator.virtualHost(host));
    }
    for (var binding : own.routes().entrySet()) {
      resources
          .get(XdsType.ROUTE)
          .add(new RouteConfig(binding.getKey(), binding.getValue().head(), table));
    }
    resources.values().forEach(list -> list.sort(Comparator.comparing(Resource::name)));
    return new Translated(resources);
  }

  private static Translated proxyless(IrYaml ir, Translator translator, boolean grpc) {
    List<Resource> all = new ArrayList<>();
    for (Upstream upstream : ir.upstreams()) {
      all.add(grpc ? translator.grpcCluster(upstream) : translator.cluster(upstream));
    }
    ir.endpoints().forEach(group -> all.add(translator.endpoints(group)));
    for (VirtualHost host : ir.virtualHosts()) {
      all.add(
          translator.apiRoutes(
              grpc ? translator.grpcVirtualHost(host) : translator.virtualHost(host)));
      host.domains().forEach(domain -> all.add(translator.apiListener(domain, host.name())));
    }
    if (grpc) {
      all.addAll(translator.grpcNoDestination());
    }
    return new Translated(
        all.stream()
            .sorted(Comparator.comparing(Resource::name))
            .collect(Collectors.groupingBy(Resource::type)));
  }

  List<ByteString> bodies(XdsType type) {
    return resources.getOrDefault(type, List.of()).stream().map(Resource::body).toList();
  }
}
