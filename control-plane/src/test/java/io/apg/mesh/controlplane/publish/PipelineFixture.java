package io.apg.mesh.controlplane.publish;

import static io.apg.mesh.controlplane.publish.RegistryFixture.mustApply;
import static io.apg.mesh.controlplane.publish.RegistryFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.mapping.Finding;
import io.apg.mesh.controlplane.mapping.IrBuilder;
import io.apg.mesh.controlplane.mapping.MappingDefaults;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Departing;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import io.apg.mesh.snapshot.ListenerTemplate;
import io.apg.mesh.snapshot.Publication;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.RegexCheck;
import io.apg.mesh.translate.TranslateOptions;
import io.apg.mesh.translate.Translator;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store, the pipeline behind it, and short ways to look at its views. */
abstract class PipelineFixture {
  static final ViewKey SHOP = new ViewKey.Sidecar("default", "shop", null);
  static final ViewKey BILLING = new ViewKey.Sidecar("default", "billing", null);
  static final ViewKey NARROW = new ViewKey.Sidecar("default", "shop", "svc_users");
  static final ViewKey GATEWAY = new ViewKey.Gateway("default");
  static final List<ViewKey> KEYS = List.of(SHOP, BILLING, NARROW, GATEWAY);

  @TempDir Path folder;
  SqliteRegistryStore store;
  Pipeline pipeline;

  @BeforeEach
  void open() {
    store = SqliteRegistryStore.builder(folder.resolve("mesh.db")).build();
    store.open();
    pipeline = step(start(), store.state(), Set.of());
  }

  @AfterEach
  void close() {
    store.close();
  }

  static Pipeline start() {
    return Pipeline.start(
        new IrBuilder(MappingDefaults.STANDARD, RegexCheck.DEFAULT::problem),
        new Translator(TranslateOptions.DEFAULTS));
  }

  static Pipeline step(Pipeline from, MeshState state, Set<ObjectKey> changed) {
    Map<String, ViewKey> wanted = new LinkedHashMap<>();
    KEYS.forEach(key -> wanted.put(key.name(), key));
    return from.next(state, changed, wanted);
  }

  Pipeline apply(Change... changes) {
    MeshState before = store.state();
    mustApply(store.apply(request(changes)));
    pipeline = step(pipeline, store.state(), differences(before, store.state()));
    return pipeline;
  }

  static Set<ObjectKey> differences(MeshState before, MeshState after) {
    Set<ObjectKey> keys = new HashSet<>(everything(before));
    keys.addAll(everything(after));
    return keys;
  }

  /** Ends the delivery of everything that left. */
  static Change.EndDelivery endOfDelivery(MeshState state) {
    Map<String, Long> services = new LinkedHashMap<>();
    Map<String, Long> endpoints = new LinkedHashMap<>();
    Departing departing = state.tenant("default").departing();
    departing.services().forEach((id, leaving) -> services.put(id, leaving.since()));
    departing
        .endpoints()
        .values()
        .forEach(all -> all.forEach((id, e) -> endpoints.put(id, e.stamps().revision())));
    return new Change.EndDelivery(services, endpoints);
  }

  static Set<ObjectKey> everything(MeshState state) {
    Set<ObjectKey> keys = new HashSet<>(Pipeline.everything(state));
    state
        .tenant("default")
        .endpoints()
        .values()
        .forEach(
            all ->
                all.keySet()
                    .forEach(id -> keys.add(new ObjectKey("default", ObjectKind.ENDPOINT, id))));
    state
        .tenant("default")
        .departing()
        .endpoints()
        .values()
        .forEach(
            all ->
                all.keySet()
                    .forEach(id -> keys.add(new ObjectKey("default", ObjectKind.DRAINING, id))));
    return keys;
  }

  static Map<String, String> content(Pipeline pipeline) {
    Map<String, String> content = new LinkedHashMap<>();
    for (ViewKey key : KEYS) {
      View view = view(pipeline.publication(), key);
      for (XdsType type : XdsType.values()) {
        for (Resource resource : view.resources(type)) {
          String leaving = resource.isLeaving() ? " leaving" : "";
          content.put(
              key.name() + " " + type + " " + resource.name(), resource.version() + leaving);
        }
      }
      for (ListenerTemplate template : view.templates()) {
        content.put(key.name() + " tcp " + template.port(), template.version());
      }
      for (String table : List.of("outbound", "gateway")) {
        for (VirtualHostFragment host : view.table(table).hosts()) {
          content.put(key.name() + " " + table + " " + host.name(), host.version());
        }
      }
    }
    return content;
  }

  static View view(Publication publication, ViewKey key) {
    View view = publication.view(key.name());
    assertThat(view).isNotNull();
    return view;
  }

  List<VirtualHost> hosts(ViewKey key) throws Exception {
    List<VirtualHost> hosts = new ArrayList<>();
    String table = key instanceof ViewKey.Gateway ? "gateway" : "outbound";
    for (VirtualHostFragment fragment : view(pipeline.publication(), key).table(table).hosts()) {
      hosts.add(VirtualHost.parseFrom(fragment.body()));
    }
    return hosts;
  }

  VirtualHost host(ViewKey key, String domain) throws Exception {
    return hosts(key).stream()
        .filter(host -> host.getDomainsList().contains(domain))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no virtual host for " + domain));
  }

  List<String> routes(ViewKey key, String domain) throws Exception {
    return host(key, domain).getRoutesList().stream().map(Route::getName).toList();
  }

  List<String> clusters(ViewKey key) {
    return view(pipeline.publication(), key).resources(XdsType.CLUSTER).stream()
        .map(Resource::name)
        .toList();
  }

  List<Finding.Code> codes() {
    return pipeline.findings("default").stream().map(Finding::code).toList();
  }

  List<String> ports(ViewKey key) {
    return view(pipeline.publication(), key).templates().stream()
        .map(template -> template.port() + " " + template.refs().clusters())
        .toList();
  }
}
