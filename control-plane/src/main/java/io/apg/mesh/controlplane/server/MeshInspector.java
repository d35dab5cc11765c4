package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.explain.Explainer;
import io.apg.mesh.controlplane.explain.ServiceReference;
import io.apg.mesh.controlplane.observed.Explanation;
import io.apg.mesh.controlplane.observed.Inspector;
import io.apg.mesh.controlplane.observed.ObservedState;
import io.apg.mesh.controlplane.observed.Question;
import io.apg.mesh.controlplane.observed.ServedConfig;
import io.apg.mesh.controlplane.publish.Publisher;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.Preview;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.translate.ResourceNames;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers from what is published in this process. Thread-safe. */
final class MeshInspector implements Inspector {
  private static final String GATEWAY = "gateway";

  private final Publisher publisher;
  private final ObservedState observed;
  private final Function<String, TenantState> states;
  private final String defaultNamespace;

  /** {@code states} gives the newest state of a tenant. */
  MeshInspector(
      Publisher publisher,
      ObservedState observed,
      Function<String, TenantState> states,
      String defaultNamespace) {
    this.publisher = publisher;
    this.observed = observed;
    this.states = states;
    this.defaultNamespace = defaultNamespace;
  }

  @Override
  public int affected(String tenant, Preview change) {
    Set<ObjectKey> keys = new HashSet<>();
    change.changes().forEach(one -> keys.add(new ObjectKey(tenant, one.kind(), one.id())));
    return publisher.affected(change.after(), keys);
  }

  @Override
  public Explanation explain(String tenant, Question question) {
    TenantState state = states.apply(tenant);
    Service caller = caller(state, question.from());
    View view = publisher.view(publisher.viewOf(tenant, caller));
    long revision = publisher.revision();
    Explainer explainer =
        caller == null
            ? new Explainer(
                view, ResourceNames.GATEWAY, new Explainer.Caller(GATEWAY, "", revision))
            : new Explainer(
                view,
                ResourceNames.OUTBOUND,
                new Explainer.Caller(caller.id(), caller.name().namespace(), revision));
    Service target = state.service(question.to());
    Service named = target;
    if (named == null && caller != null) {
      named = ServiceReference.find(state, question.to(), caller.name().namespace());
    }
    if (named != null && named.protocol() == Protocol.TCP && caller != null) {
      return explainer.connection(named);
    }
    String host = target == null ? question.to() : target.name().toString();
    return explainer.request(question.method(), host, question.path(), question.headers());
  }

  private @Nullable Service caller(TenantState state, String from) {
    Service service = ServiceReference.find(state, from, defaultNamespace);
    if (service == null && !from.equals(GATEWAY)) {
      throw new IllegalArgumentException("from: " + from + " (expected: a service, or gateway)");
    }
    return service;
  }

  @Override
  public Optional<ServedConfig> served(String tenant, String nodeId) {
    boolean known =
        observed.proxies(tenant).stream().anyMatch(proxy -> proxy.nodeId().equals(nodeId));
    Snapshot snapshot = known ? publisher.cache().current(nodeId) : null;
    return Optional.ofNullable(snapshot).map(ServedConfigs::of);
  }
}
