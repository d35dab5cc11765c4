package io.apg.mesh.controlplane.publish;

import io.apg.mesh.ir.Proxy;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.snapshot.Binding;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.translate.NodeMetadata;
import io.apg.mesh.translate.Proxies;
import io.apg.mesh.translate.Translator;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the view of a node, and what it has for itself. Thread-safe. */
final class NodeBinder implements Function<Node, Binding> {
  private static final String NO_TENANT = "";
  private static final String NO_NAMESPACE = "";
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private final Supplier<MeshState> state;
  private final Translator translator;
  private final String defaultNamespace;
  private final boolean proven;

  /** {@code proven} = what a node says of itself has been checked before it came here. */
  NodeBinder(
      Supplier<MeshState> state, Translator translator, String defaultNamespace, boolean proven) {
    this.state = state;
    this.translator = translator;
    this.defaultNamespace = defaultNamespace;
    this.proven = proven;
  }

  @Override
  public Binding apply(Node node) {
    Proxies.Identified known = Proxies.of(node, NodeMetadata.DEFAULTS);
    String tenant = tenant(known);
    TenantState objects = state.get().tenant(tenant);
    Service service = objects.service(known.owner());
    Namespace namespace = new Namespace(tenant, namespace(known.metadata().namespace(), service));
    return new Binding(
        view(known.proxy(), namespace, objects, service).name(),
        translator.ownResources(known.proxy()),
        Set.of(new ObjectKey(tenant, ObjectKind.SERVICE, known.owner()), namespace));
  }

  /** Where nobody proves which tenant a proxy belongs to, only the default one is served. */
  private String tenant(Proxies.Identified known) {
    String tenant = known.metadata().tenant();
    return proven || tenant.equals(NodeMetadata.DEFAULTS.tenant()) ? tenant : NO_TENANT;
  }

  private String namespace(String said, @Nullable Service service) {
    if (NAMESPACE.matcher(said).matches()) {
      return said;
    }
    return service == null ? defaultNamespace : service.name().namespace();
  }

  private static ViewKey view(
      Proxy proxy, Namespace namespace, TenantState objects, @Nullable Service service) {
    if (proxy instanceof Proxy.Gateway) {
      return new ViewKey.Gateway(namespace.tenant());
    }
    ViewKey.Sidecar place = sidecar(namespace, objects, service);
    return proxy instanceof Proxy.Proxyless client
        ? new ViewKey.Proxyless(place.tenant(), place.namespace(), place.service(), client.grpc())
        : place;
  }

  /** Namespaces in which nothing lives look alike, so whoever invents one makes no view. */
  static ViewKey.Sidecar sidecar(
      Namespace namespace, TenantState objects, @Nullable Service service) {
    String seen = objects.hasNamespace(namespace.name()) ? namespace.name() : NO_NAMESPACE;
    String narrowed = service == null || service.reach() == Reach.TENANT ? null : service.id();
    return new ViewKey.Sidecar(namespace.tenant(), seen, narrowed);
  }
}
