package io.apg.mesh.registry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ApplyOutcome.Refused;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.ObjectResult.Effect;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import java.util.List;

/** An open store and short ways to use it. */
public interface StoreFixture {
  /** The store under test. */
  RegistryStore store();

  /** Closes the store and opens another one on the same data. */
  void reopen();

  /** The objects of the tenant of {@link Requests}. */
  default TenantState tenant() {
    return store().state().tenant(Requests.TENANT);
  }

  /** The service with that id. */
  default Service storedService(String id) {
    Service service = tenant().service(id);
    assertThat(service).as(id).isNotNull();
    return service;
  }

  /** The route with that id. */
  default Route storedRoute(String id) {
    Route route = tenant().route(id);
    assertThat(route).as(id).isNotNull();
    return route;
  }

  /** The endpoint of a service at a host. */
  default Endpoint storedEndpoint(String serviceId, String host) {
    return tenant().endpointsOf(serviceId).values().stream()
        .filter(endpoint -> endpoint.host().equals(host))
        .findFirst()
        .orElseThrow();
  }

  /** Applies what must be accepted. */
  default Applied applied(ApplyRequest request) {
    ApplyOutcome outcome = store().apply(request);
    assertThat(outcome).isInstanceOf(Applied.class);
    return (Applied) outcome;
  }

  /** Applies what must be accepted. */
  default Applied applied(Change... changes) {
    return applied(Requests.request(changes));
  }

  /** Applies one change that must be accepted; what it did to its object. */
  default ObjectResult only(Change change) {
    List<ObjectResult> results = applied(change).results();
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  /** Applies what must be accepted; the effects of its changes. */
  default List<Effect> effects(ApplyRequest request) {
    return applied(request).results().stream().map(ObjectResult::effect).toList();
  }

  /** Applies what must be accepted; the effects of its changes. */
  default List<Effect> effects(Change... changes) {
    return effects(Requests.request(changes));
  }

  /** Applies what must be refused, and changes nothing. */
  default List<Problem> problems(ApplyRequest request) {
    long revision = store().state().revision();
    ApplyOutcome outcome = store().apply(request);
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(store().state().revision()).isEqualTo(revision);
    return ((Refused) outcome).problems();
  }

  /** Applies what must be refused; {@code "<change> <code> <field>"} of each problem. */
  default List<String> refused(Change... changes) {
    return problems(Requests.request(changes)).stream().map(StoreFixture::brief).toList();
  }

  /** {@code "<change> <code> <field>"}. */
  static String brief(Problem problem) {
    return problem.change() + " " + problem.code() + " " + problem.field();
  }
}
