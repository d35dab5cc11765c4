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
import io.apg.mesh.snapshot.VirtualHostFragment;
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
    OwnResources own = translator.ownResources(ir.proxy(), ir.carrier());
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
      if (ir.carrier() == RouteCarrier.SCOPED) {
        scopes(binding.getValue().table(), table, translator)
            .forEach(resource -> resources.get(resource.type()).add(resource));
        break; // all listeners share them
      }
      resources
          .get(XdsType.ROUTE)
          .add(new RouteConfig(binding.getKey(), binding.getValue().head(), table));
    }
    resources.values().forEach(list -> list.sort(Comparator.comparing(Resource::name)));
    return new Translated(resources);
  }

  /** Every virtual host an identity of its own. */
  private static List<Resource> scopes(String name, RouteTable hosts, Translator translator) {
    List<Resource> all = new ArrayList<>();
    RouteTable rest = RouteTable.EMPTY;
    for (VirtualHostFragment host : hosts.hosts()) {
      ScopedHost scoped = translator.scopedHost(host);
      RouteTable only = RouteTable.EMPTY.with(scoped.fragment());
      if (scoped.domains().isEmpty()) {
        rest = rest.with(scoped.fragment());
      } else {
        all.add(translator.scopedRoutes(name, host.name(), only));
        scoped.domains().forEach(domain -> all.add(translator.scope(name, domain, host.name())));
      }
    }
    if (!rest.hostNames().isEmpty()) {
      all.add(translator.scopedRoutes(name, ScopedHost.REST, rest));
      all.add(translator.scope(name, ScopedHost.REST, ScopedHost.REST));
    }
    return all;
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
