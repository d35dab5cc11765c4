package io.apg.mesh.registry.contract;

import static io.apg.mesh.registry.contract.Requests.TENANT;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.request;
import static io.apg.mesh.registry.contract.Requests.to;
import static io.apg.mesh.registry.contract.RouteDraft.route;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.RegistryStore;
import org.junit.jupiter.api.Test;

public abstract class RegistryStoreContract {
  protected abstract RegistryStore store();

  @Test
  void smoke() {
    var outcome =
        store()
            .apply(
                request(
                    post(
                        service("user-service", "v1.2.0", "auth")
                            .endpoints(EndpointDraft.endpoint("a.b.c", 80))),
                    post(route("x", "/api", to("svc_user_service", 10)))));
    assertThat(outcome).isInstanceOf(Applied.class);
    assertThat(store().state().tenant(TENANT).routesTo("svc_user_service")).hasSize(1);
  }
}
