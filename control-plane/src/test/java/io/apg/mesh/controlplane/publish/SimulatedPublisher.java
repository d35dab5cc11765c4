package io.apg.mesh.controlplane.publish;

import io.apg.mesh.controlplane.mapping.IrBuilder;
import io.apg.mesh.controlplane.mapping.MappingDefaults;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.snapshot.ListenerTemplate;
import io.apg.mesh.snapshot.Publication;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.RegexCheck;
import io.apg.mesh.translate.ResourceNames;
import io.apg.mesh.translate.TranslateOptions;
import io.apg.mesh.translate.Translator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;

/** The publisher on a worker that a simulation drives, and what its views should hold. */
public final class SimulatedPublisher {
  private SimulatedPublisher() {}

  /** A publisher that does its rounds on {@code worker}. */
  public static Publisher on(RegistryStore store, ExecutorService worker) {
    return new Publisher(
        store,
        new Translator(TranslateOptions.DEFAULTS),
        MappingDefaults.STANDARD,
        RegexCheck.DEFAULT::problem,
        "default",
        RouteCarriers.always(RouteCarrier.RDS),
        /* proven= */ false,
        worker);
  }

  /** The versions of everything in these views, made from nothing but {@code state}. */
  public static Map<String, String> expected(MeshState state, Iterable<String> views) {
    Map<String, ViewKey> keys = new HashMap<>();
    views.forEach(name -> keys.put(name, ViewKey.parse(name)));
    Pipeline fresh =
        Pipeline.start(
            new IrBuilder(MappingDefaults.STANDARD, RegexCheck.DEFAULT::problem),
            new Translator(TranslateOptions.DEFAULTS));
    return versions(fresh.next(state, Pipeline.everything(state), keys).publication());
  }

  /** The versions of everything in a publication. */
  public static Map<String, String> versions(Publication publication) {
    Map<String, String> versions = new TreeMap<>();
    publication.views().forEach((name, view) -> add(name, view, versions));
    return versions;
  }

  private static void add(String name, View view, Map<String, String> versions) {
    for (XdsType type : XdsType.values()) {
      for (Resource resource : view.resources(type)) {
        versions.put(name + " " + type + " " + resource.name(), resource.version());
      }
    }
    for (ListenerTemplate template : view.templates()) {
      versions.put(name + " port " + template.port(), template.version());
    }
    for (String table : List.of(ResourceNames.OUTBOUND, ResourceNames.GATEWAY)) {
      for (VirtualHostFragment host : view.table(table).hosts()) {
        versions.put(name + " " + table + " " + host.name(), host.version());
      }
    }
  }
}
