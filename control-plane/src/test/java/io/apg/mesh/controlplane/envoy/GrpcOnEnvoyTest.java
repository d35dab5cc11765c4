package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.ApiAnswer;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gRPC application behind a sidecar's inbound listener, called through another sidecar. */
class GrpcOnEnvoyTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"grpc,true", "grpc,false", "http2,true"})
  void callsAndStreamsPassBothSidecars(String protocol, boolean delta) throws Exception {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus("orders", ServingStatus.SERVING);
    Server application =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(health.getHealthService())
            .build()
            .start();
    try (Mesh mesh = Mesh.start(folder)) {
      mesh.keep(application::shutdownNow);
      int inbound = Mesh.freePort();
      ApiAnswer answer =
          mesh.api()
              .post(
                  "/api/services",
                  """
                  {"service_name": "orders", "namespace": "shop", "protocol": "%s",
                   "endpoints": [{"host": "127.0.0.1", "port": %d, "protocol": "%s"}]}
                  """
                      .formatted(protocol, inbound, protocol));
      assertThat(answer.status()).as("%s", answer).isEqualTo(201);
      mesh.sidecar(
          "svc_orders~1", delta, "127.0.0.1:" + inbound, "127.0.0.1:" + application.getPort());
      Mesh.Running caller = mesh.sidecar("svc_caller~1", delta);
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(caller.address())
              .overrideAuthority("orders.shop")
              .usePlaintext()
              .build();
      mesh.keep(channel::shutdownNow);
      HealthGrpc.HealthBlockingStub stub =
          HealthGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
      HealthCheckRequest request = HealthCheckRequest.newBuilder().setService("orders").build();

      assertThat(stub.withWaitForReady().check(request).getStatus())
          .isEqualTo(ServingStatus.SERVING);
      Iterator<HealthCheckResponse> stream = stub.watch(request);
      assertThat(stream.next().getStatus()).isEqualTo(ServingStatus.SERVING);
      health.setStatus("orders", ServingStatus.NOT_SERVING);
      assertThat(stream.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
      mesh.awaitSynced(2);
      BriefOnEnvoyTest.assertNoTrap(caller);
    }
  }
}
