package io.apg.mesh.controlplane.publish;

import io.apg.mesh.ir.Proxy;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.Service;
import io.apg.mesh.snapshot.Binding;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.translate.NodeMetadata;
import io.apg.mesh.translate.Proxies;
import io.apg.mesh.translate.Translator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the view of a node, and what it has for itself. Thread-safe. */
final class NodeBinder implements Function<Node, Binding> {
  private final Supplier<MeshState> state;
  private final Translator translator;
  private final String defaultNamespace;

  NodeBinder(Supplier<MeshState> state, Translator translator, String defaultNamespace) {
    this.state = state;
    this.translator = translator;
    this.defaultNamespace = defaultNamespace;
  }

  @Override
  public Binding apply(Node node) {
    Proxies.Identified known = Proxies.of(node, NodeMetadata.DEFAULTS);
    Service service = state.get().tenant(known.metadata().tenant()).service(known.owner());
    ViewKey view =
        known.proxy() instanceof Proxy.Gateway
            ? new ViewKey.Gateway(known.metadata().tenant())
            : sidecar(known.metadata(), service);
    return new Binding(view.name(), translator.ownResources(known.proxy()));
  }

  private ViewKey sidecar(NodeMetadata metadata, @Nullable Service service) {
    String namespace = metadata.namespace();
    if (namespace.isEmpty()) {
      namespace = service == null ? defaultNamespace : service.name().namespace();
    }
    String narrowed = service == null || service.reach() == Reach.TENANT ? null : service.id();
    return new ViewKey.Sidecar(metadata.tenant(), namespace, narrowed);
  }

  /** The object that decides what {@code node} gets beside its own words, as tenant and id. */
  static ObjectKey service(Node node) {
    Proxies.Identified known = Proxies.of(node, NodeMetadata.DEFAULTS);
    return new ObjectKey(known.metadata().tenant(), ObjectKind.SERVICE, known.owner());
  }
}
