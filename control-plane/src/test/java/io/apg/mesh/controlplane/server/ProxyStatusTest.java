package io.apg.mesh.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.Role;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientConfig.GenericXdsConfig;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSDS of the whole server: what proxies were sent and refused, for those who may know. */
class ProxyStatusTest {
  private static final Duration LATER = Duration.ofSeconds(20);

  @TempDir Path folder;
  private LiveMesh mesh;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    mesh = new LiveMesh(folder);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", mesh.xdsPort()).usePlaintext().build();
    mesh.send(
            "POST",
            "/api/services",
            """
            {"service_config": {"service_name": "orders", "service_version": "v1"},
             "endpoints": [{"host": "127.0.0.1", "port": 9001}]}
            """)
        .data();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    mesh.close();
  }

  private List<ClientConfig> fetch(String token) {
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    }
    return ClientStatusDiscoveryServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .fetchClientStatus(ClientStatusRequest.getDefaultInstance())
        .getConfigList();
  }

  private String viewer() {
    return mesh.token(Role.VIEWER, Principal.DEFAULT_TENANT);
  }

  private GenericXdsConfig config(String name) {
    return fetch(viewer()).stream()
        .flatMap(proxy -> proxy.getGenericXdsConfigsList().stream())
        .filter(config -> config.getName().equals(name))
        .findFirst()
        .orElse(GenericXdsConfig.getDefaultInstance());
  }

  @Test
  void aViewerSeesWhatProxiesHaveAndRefuse() {
    try (PickyProxy proxy =
        new PickyProxy(mesh.xdsPort(), "svc_cart~1", PickyProxy.having("/poison"))) {
      await()
          .atMost(LATER)
          .until(() -> config("outbound").getConfigStatus() == ConfigStatus.SYNCED);
      assertThat(proxy.taken()).contains("outbound");
      String accepted = config("outbound").getVersionInfo();
      mesh.send(
              "POST",
              "/api/routes",
              """
              {"route_config": {"route_name": "bad", "match_value": "/poison",
                "hosts": ["orders.default"],
                "destination_services": [{"service_id": "svc_orders", "weight": 100}]}}
              """)
          .data();
      await().atMost(LATER).until(() -> config("outbound").getConfigStatus() == ConfigStatus.ERROR);
      assertThat(config("outbound").getErrorState().getDetails()).contains("not to my taste");
      assertThat(config("svc_orders").getConfigStatus()).isEqualTo(ConfigStatus.SYNCED);
      assertThat(accepted).isNotEmpty();
    }
  }

  @Test
  void nobodyElseDoes() {
    assertThatThrownBy(() -> fetch(""))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    try (PickyProxy proxy = new PickyProxy(mesh.xdsPort(), "svc_cart~1", unused -> false)) {
      await().atMost(LATER).until(() -> proxy.taken().contains("outbound"));
      assertThat(fetch(viewer())).hasSize(1);
      assertThat(fetch(mesh.token(Role.VIEWER, "elsewhere"))).isEmpty();
    }
  }
}
