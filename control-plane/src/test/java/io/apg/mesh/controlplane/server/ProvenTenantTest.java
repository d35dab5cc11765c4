package io.apg.mesh.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With proxy authentication, a proxy of any tenant is served what its token's tenant has. */
class ProvenTenantTest {
  private static final String TOKEN =
      "{\"subject\": \"orders\", \"roles\": [\"proxy\"], \"service\": \"svc_orders\"}";

  @TempDir Path folder;

  private static String asks(LiveMesh mesh, String tenant, String token) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", mesh.xdsPort()).usePlaintext().build();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try {
      Metadata headers = new Metadata();
      headers.put(CallMetadata.AUTHORIZATION, "Bearer " + token);
      Node.Builder node = Node.newBuilder().setId("svc_orders~1").setCluster("orders");
      node.getMetadataBuilder()
          .putFields("tenant", Value.newBuilder().setStringValue(tenant).build());
      AggregatedDiscoveryServiceGrpc.newStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .streamAggregatedResources(
              new StreamObserver<DiscoveryResponse>() {
                @Override
                public void onNext(DiscoveryResponse response) {
                  heard.add(response.toString());
                }

                @Override
                public void onError(Throwable failure) {
                  heard.add(Status.fromThrowable(failure).toString());
                }

                @Override
                public void onCompleted() {
                  heard.add("the end");
                }
              })
          .onNext(
              DiscoveryRequest.newBuilder()
                  .setNode(node)
                  .setTypeUrl(XdsType.CLUSTER.typeUrl())
                  .build());
      return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aTenantsProxyGetsItsServices_andNoOthers() throws Exception {
    try (LiveMesh mesh = new LiveMesh(folder, "security.proxy_authentication_required=true")) {
      String acme = mesh.token(Role.ADMIN, "acme");
      for (String name : new String[] {"orders", "stock"}) {
        String body = "{\"service_name\": \"" + name + "\"}";
        assertThat(mesh.sendAs(acme, "POST", "/api/services", body).status()).isEqualTo(201);
      }
      mesh.send("POST", "/api/services", "{\"service_name\": \"orders\"}").data();
      String proxy = mesh.sendAs(acme, "POST", "/api/tokens", TOKEN).data().path("token").asText();

      assertThat(asks(mesh, "acme", proxy)).contains("svc_stock", "svc_orders");
      assertThat(asks(mesh, "default", proxy)).contains("PERMISSION_DENIED", "tenant: default");
      String others = mesh.send("POST", "/api/tokens", TOKEN).data().path("token").asText();
      assertThat(asks(mesh, "default", others)).contains("svc_orders").doesNotContain("svc_stock");
      assertThat(asks(mesh, "acme", others)).contains("PERMISSION_DENIED");
      assertThat(mesh.raw("GET /metrics HTTP/1.1"))
          .contains("mesh_proxies_refused_total{reason=\"other_identity\"} 2.0");
    }
  }
}
