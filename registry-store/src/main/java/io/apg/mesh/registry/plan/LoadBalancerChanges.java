package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Change.PutLoadBalancer;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.LoadBalancerSpec;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.plan.NamedTargets.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works load balancers into a draft. */
final class LoadBalancerChanges {
  private static final String SERVICES = "service_ids";

  private final Draft draft;
  private final References references;
  private final NamedTargets<LoadBalancer> targets;
  private final LoadBalancerValues values;
  private final List<Written> written = new ArrayList<>();

  /** A put, of a target that may be unknown. */
  private record Written(int change, LoadBalancerSpec spec, Target<LoadBalancer> target) {}

  LoadBalancerChanges(Draft draft, References references) {
    this.draft = draft;
    this.references = references;
    this.targets = NamedTargets.loadBalancers(draft);
    this.values = new LoadBalancerValues(draft);
  }

  /** First step: which one. Returns its id, or null where the change was refused. */
  @Nullable String identify(int change, PutLoadBalancer put) {
    LoadBalancerSpec spec = put.spec();
    Target<LoadBalancer> target =
        targets.find(change, put.mode(), spec.loadBalancerId(), spec.loadBalancerName());
    if (target == null) {
      if (!draft.problems.refused(change)) {
        written.add(new Written(change, spec, Target.unknown()));
      }
      return null;
    }
    if (!draft.claim(change, "", ObjectKind.LOAD_BALANCER, target.id())) {
      return null;
    }
    LoadBalancer existing = target.existing();
    draft.checkRevision(
        change, put.expectedRevision(), existing == null ? 0 : existing.stamps().revision());
    written.add(new Written(change, spec, target));
    return target.id();
  }

  /** Second step, before the services that may name them. */
  void write() {
    for (Written put : written) {
      Fields fields = draft.problems.fields(put.change());
      LoadBalancer balancer = values.loadBalancer(fields, put.spec(), put.target());
      if (put.target().isKnown()) {
        draft.put(balancer);
      }
    }
  }

  /**
   * Third step, once the services are what they will be: {@code service_ids} is another way to say
   * {@code load_balancer_id} on each of them. It takes a service from the one it had; two that
   * disagree in one request are refused.
   *
   * @param said what the services of this request say themselves, by id
   */
  void attach(Map<String, String> said) {
    Map<String, String> wanted = new HashMap<>();
    for (Written put : written) {
      List<String> services = put.spec().serviceIds();
      if (services != null) {
        attach(put, services, said, wanted);
      }
    }
    for (Written put : written) {
      if (put.spec().serviceIds() != null && put.target().isKnown()) {
        detach(put, said, wanted);
      }
    }
  }

  private void attach(
      Written put, List<String> services, Map<String, String> said, Map<String, String> wanted) {
    Fields fields = draft.problems.fields(put.change());
    List<String> ids = new ArrayList<>();
    String balancer = put.target().id();
    for (int i = 0; i < services.size(); i++) {
      String field = SERVICES + "/" + i;
      String id = references.require(draft.now(), fields, field, services.get(i), List.of());
      ids.add(id);
      Service service = draft.now().service(id);
      if (service == null) {
        continue;
      }
      String own = said.getOrDefault(id, balancer);
      String other = wanted.getOrDefault(id, balancer);
      if (!own.equals(balancer)) {
        fields.invalid(field, id, "a service that does not say load_balancer_id \"" + own + "\"");
      } else if (!other.equals(balancer)) {
        fields.invalid(field, id, "a service that " + other + " does not take in this request");
      } else {
        wanted.put(id, balancer);
        draft.put(service.withLoadBalancer(balancer));
      }
    }
    fields.distinct(SERVICES, ids);
  }

  private void detach(Written put, Map<String, String> said, Map<String, String> wanted) {
    String balancer = put.target().id();
    for (String id : draft.now().servicesOf(balancer)) {
      Service service = draft.now().service(id);
      if (service == null || balancer.equals(wanted.get(id))) {
        continue;
      }
      if (balancer.equals(said.get(id))) {
        draft
            .problems
            .fields(put.change())
            .invalid(SERVICES, put.spec().serviceIds() + "", id + " too, which says so itself");
      } else {
        draft.put(service.withLoadBalancer(""));
      }
    }
  }
}
