package io.apg.mesh.registry.contract;

import static io.apg.mesh.registry.contract.EndpointDraft.endpoint;
import static io.apg.mesh.registry.contract.Requests.apply;
import static io.apg.mesh.registry.contract.Requests.deleteService;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.replace;
import static io.apg.mesh.registry.contract.Requests.to;
import static io.apg.mesh.registry.contract.RouteDraft.route;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Change.SetDestinations;
import io.apg.mesh.registry.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Services that take connections at a port. */
public interface TcpRules extends StoreFixture {
  private ServiceDraft db() {
    return service("db", "v1", "shop");
  }

  private ServiceDraft cache() {
    return service("cache", "v1", "shop");
  }

  @Test
  default void tcpService_hasAPort_andNoOtherHasOne() {
    assertThat(refused(post(db().tcp(null)))).containsExactly("0 INVALID /outbound_port");
    assertThat(refused(post(db().tcp(0)))).containsExactly("0 INVALID /outbound_port");
    assertThat(refused(post(db().tcp(65536)))).containsExactly("0 INVALID /outbound_port");
    assertThat(refused(post(db().outboundPort(5432)))).containsExactly("0 INVALID /outbound_port");
    only(post(db().tcp(5432).endpoints(endpoint("10.0.0.1", 5432))));
    assertThat(storedService("svc_db").outboundPort()).isEqualTo(5432);
    assertThat(tenant().servicesAt(5432)).containsExactly("svc_db");
    assertThat(refused(replace(db()))).containsExactly("0 INVALID /outbound_port");
    var before = store().state();
    reopen();
    assertThat(store().state()).isEqualTo(before);
    only(replace(db().protocol(Protocol.HTTP)));
    assertThat(tenant().servicesByPort()).isEmpty();
  }

  @Test
  default void port_belongsToOneName_andToAllItsVersions() {
    applied(post(db().tcp(5432)), post(service("db", "v2", "shop").tcp(5432)));
    assertThat(tenant().servicesAt(5432)).containsExactly("svc_db", "svc_db_v2");
    assertThat(refused(post(cache().tcp(5432)))).containsExactly("0 INVALID /outbound_port");
    assertThat(refused(post(service("db", "v1", "other").tcp(5432))))
        .containsExactly("0 INVALID /outbound_port");
  }

  @Test
  default void ports_moveAndSwap_inOneRequest() {
    applied(post(db().tcp(5432)), post(cache().tcp(6379)));
    applied(replace(db().tcp(6379)), replace(cache().tcp(5432)));
    assertThat(tenant().servicesAt(6379)).containsExactly("svc_db");
    applied(deleteService("svc_db"), post(service("new", "v1", "shop").tcp(6379)));
    assertThat(refused(apply(cache().tcp(7000)), apply(service("x", "v1", "shop").tcp(7000))))
        .containsExactly("0 INVALID /outbound_port", "1 INVALID /outbound_port");
  }

  @Test
  default void routes_doNotLeadToTcp() {
    applied(post(db().tcp(5432)), post(cache()));
    assertThat(refused(post(route("r", "/", to("svc_db", 1)))))
        .containsExactly("0 INVALID /destination_services/0/service_id");
    only(post(route("r", "/", to("svc_cache", 1))));
    assertThat(refused(new SetDestinations("route_r", List.of(to("svc_db", 1)), null)))
        .containsExactly("0 INVALID /destination_services/0/service_id");
    assertThat(refused(replace(cache().tcp(6379)))).containsExactly("0 INVALID /protocol");
  }
}
