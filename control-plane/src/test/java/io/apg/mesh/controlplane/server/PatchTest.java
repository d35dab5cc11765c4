package io.apg.mesh.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.v1.PatchServiceRequest;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A patch changes what it names. What it is refused for is in {@link BadInputTest}. */
class PatchTest {
  private static final String SERVICE = "/api/services/svc_orders";
  private static final String ENDPOINT = SERVICE + "/endpoints/ep_orders~127.0.0.1~9001";
  private static final String ROUTE = "/api/routes/route_orders";
  private static final String BALANCER = "/api/load-balancers/lb_spread";

  @TempDir static Path folder;

  private static LiveMesh mesh;

  @BeforeAll
  static void start() throws IOException {
    mesh = new LiveMesh(folder);
    apply("{'kind': 'service', 'service_name': 'cart'}");
  }

  @AfterAll
  static void stop() {
    mesh.close();
  }

  @BeforeEach
  void fill() {
    apply(
        """
        {'kind': 'load_balancer', 'load_balancer_name': 'spread', 'algorithm': 'random',
         'max_requests': 7},
        {'kind': 'service', 'service_name': 'cart', 'load_balancer_id': ''},
        {'kind': 'service', 'service_name': 'orders', 'description': 'takes orders',
         'status': 'draining', 'reach': 'namespace', 'dependencies': ['svc_cart'],
         'load_balancer_id': 'lb_spread', 'labels': {'tier': 'back', 'team': 'shop'},
         'metadata': {'a.b': '1', 'c': '2'},
         'endpoints': [{'host': '127.0.0.1', 'port': 9001, 'weight': 5, 'zone': 'z',
                        'labels': {'rack': '1'}},
                       {'host': '127.0.0.1', 'port': 9002}]},
        {'kind': 'route', 'route_name': 'orders', 'match_value': '/a', 'match_type': 'exact',
         'timeout_ms': 5, 'hosts': ['a.test', 'b.test'],
         'destination_services': [{'service_id': 'svc_orders', 'weight': 3}]}
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // What is named is replaced, nothing else is.
        "SERVICE  | {'description': 'new'} | {'description': 'new'}",
        "SERVICE  | {'service_config': {'description': 'new'}} | {'description': 'new'}",
        "SERVICE  | {'reach': 'declared', 'dependencies': []} | {'reach': 'declared', 'dependencies': []}",
        "SERVICE  | {'service_name': 'orders', 'service_id': 'svc_orders', 'status': 'active'} | {'status': 'active'}",
        "ENDPOINT | {'weight': 9} | {'weight': 9}",
        "ROUTE    | {'hosts': ['c.test']} | {'hosts': ['c.test']}",
        "ROUTE    | {'route_config': {'enabled': false, 'priority': 4}} | {'enabled': false, 'priority': 4}",
        "BALANCER | {'max_retries': 0} | {'max_retries': 0}",
        "BALANCER | {'service_ids': ['svc_cart']} | {'service_ids': ['svc_cart']}",
        // null goes back to the default.
        "SERVICE  | {'description': null, 'reach': null, 'status': null} | {'description': '', 'reach': 'tenant', 'status': 'active'}",
        "SERVICE  | {'load_balancer_id': null} | {'load_balancer_id': null}",
        "SERVICE  | {'dependencies': null, 'endpoints': null} | {'dependencies': [], 'endpoints': []}",
        "SERVICE  | {'labels': null} | {'labels': {}}",
        "ENDPOINT | {'weight': null, 'zone': null, 'protocol': null} | {'weight': 100, 'zone': ''}",
        "ROUTE    | {'match_type': null, 'timeout_ms': null} | {'match_type': 'prefix', 'timeout_ms': null}",
        "BALANCER | {'algorithm': null, 'max_requests': null, 'service_ids': null} | {'algorithm': 'round_robin', 'max_requests': null, 'service_ids': [], 'enforced': false}",
        // Maps are merged key by key.
        "SERVICE  | {'labels': {'tier': 'front', 'new': 'x'}} | {'labels': {'tier': 'front', 'team': 'shop', 'new': 'x'}}",
        "SERVICE  | {'labels': {'tier': null, 'none': null}} | {'labels': {'team': 'shop'}}",
        "SERVICE  | {'metadata': {'a.b': null, 'd.e': '3'}} | {'metadata': {'c': '2', 'd.e': '3'}}",
        "ENDPOINT | {'labels': {'rack': null, 'row': '2'}} | {'labels': {'row': '2'}}",
      })
  void whatIsNamedChangesAndNothingElse(String place, String patch, String difference) {
    String path = path(place);
    ObjectNode expected = Plain.content(read(path));
    Plain.object(difference)
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isNull()) {
                expected.remove(entry.getKey());
              } else {
                expected.set(entry.getKey(), entry.getValue());
              }
            });
    LiveMesh.Answer answer =
        mesh.send("PATCH", path, Plain.text(patch), "content-type", "application/merge-patch+json");

    ObjectNode made = Plain.content(answer.data());
    assertThat(made).isEqualTo(expected);
    assertThat(read(path)).isEqualTo(answer.data());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SERVICE  | {}",
        "SERVICE  | {'labels': {}, 'metadata': {'none': null}}",
        "SERVICE  | {'revision': 7, 'created_at': null, 'delivery': null, 'status_reason': 'x'}",
        "ENDPOINT | {'host': '127.0.0.1', 'health': null}",
        "ROUTE    | {'route_name': 'orders', 'timeout_ms': 5}",
        "BALANCER | {'enforced': false}"
      })
  void aPatchOfNothingChangesNothing(String place, String patch) {
    List<JsonNode> before = mesh.everything();
    assertThat(mesh.send("PATCH", path(place), Plain.text(patch)).data())
        .isEqualTo(read(path(place)));
    assertThat(mesh.everything()).isEqualTo(before);
  }

  @Test
  void whatIsReadMayBeSentBackAsAPatch() {
    List<JsonNode> before = mesh.everything();
    for (String path : List.of(SERVICE, ENDPOINT, ROUTE, BALANCER)) {
      mesh.send("PATCH", path, read(path).toString()).data();
    }
    assertThat(mesh.everything()).isEqualTo(before);
  }

  @Test
  void anEtagOfAnotherRevisionIsRefused() {
    String patch = "{\"description\": \"new\"}";
    String revision = mesh.get(SERVICE).path("revision").asText();
    assertThat(mesh.send("PATCH", SERVICE, patch, "if-match", "99").status()).isEqualTo(412);
    assertThat(mesh.send("PATCH", SERVICE, patch, "if-match", revision).status()).isEqualTo(200);
    assertThat(mesh.send("PATCH", SERVICE, "{}", "if-match", revision).status()).isEqualTo(412);
  }

  @Test
  void onlyJsonIsAPatch() {
    for (String type : List.of("application/json-patch+json", "text/plain", "application/xml")) {
      LiveMesh.Answer answer = mesh.send("PATCH", SERVICE, "{}", "content-type", type);
      assertThat(answer.status()).isEqualTo(415);
      assertThat(answer.error().path("hint").asText()).contains("application/merge-patch+json");
    }
    for (String type : List.of("application/json", "Application/Merge-Patch+JSON; charset=utf-8")) {
      assertThat(mesh.send("PATCH", SERVICE, "{}", "content-type", type).status()).isEqualTo(200);
    }
    assertThat(
            mesh.send("PUT", SERVICE, "{}", "content-type", "application/merge-patch+json")
                .status())
        .isEqualTo(415);
  }

  @Test
  void aViewerMayNotPatch() {
    LiveMesh.Answer answer =
        mesh.sendAs(mesh.token(Role.VIEWER, "default"), "PATCH", SERVICE, "not looked at");
    assertThat(answer.status()).isEqualTo(403);
  }

  /** Without care the later of two would put back what it had read of the other's field. */
  @Test
  void patchesOfDifferentFieldsDoNotUndoEachOther() throws Exception {
    List<String> patches =
        List.of(
            "{'description': '%d'}",
            "{'metadata': {'m': '%d'}}", "{'labels': {'a': '%d'}}", "{'labels': {'b': '%d'}}");
    int rounds = 30;
    ExecutorService threads = Executors.newFixedThreadPool(patches.size());
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (String patch : patches) {
        writers.add(threads.submit(() -> send(patch, rounds)));
      }
      for (Future<?> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    JsonNode service = mesh.get(SERVICE);
    String last = Integer.toString(rounds);
    assertThat(service.path("description").asText()).isEqualTo(last);
    assertThat(service.at("/metadata/m").asText()).isEqualTo(last);
    assertThat(service.at("/labels/a").asText()).isEqualTo(last);
    assertThat(service.at("/labels/b").asText()).isEqualTo(last);
    assertThat(service.at("/labels/tier").asText()).isEqualTo("back");
  }

  private void send(String patch, int rounds) {
    for (int i = 1; i <= rounds; i++) {
      JsonNode made = mesh.send("PATCH", SERVICE, Plain.text(patch.formatted(i))).data();
      assertThat(made.path("revision").asLong()).isPositive();
    }
  }

  @Test
  void overGrpcAMaskSaysWhatCounts() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", mesh.adminPort()).usePlaintext().build();
    try {
      Metadata headers = new Metadata();
      headers.put(CallMetadata.AUTHORIZATION, "Bearer " + mesh.token(Role.ADMIN, "default"));
      var services =
          ServiceRegistryGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      ServiceObject said =
          ServiceObject.newBuilder().setDescription("new").putLabels("tier", "front").build();
      ServiceObject masked =
          services.patchService(patch(said, "description", "labels.team", "endpoints"));
      assertThat(masked.getDescription()).isEqualTo("new");
      assertThat(masked.getLabelsMap()).containsOnly(Map.entry("tier", "back"));
      assertThat(masked.getEndpoints().getEndpointsList()).isEmpty();
      ServiceObject whole = services.patchService(patch(said));
      assertThat(whole.getLabelsMap()).containsOnly(Map.entry("tier", "front"));
      assertThat(whole.getLoadBalancerId()).isEqualTo("lb_spread");
      PatchServiceRequest nowhere = patch(said, "no_such", "description.x", "revision");
      ApiError refused =
          ApiError.fromGrpc(
              catchThrowableOfType(
                  StatusRuntimeException.class, () -> services.patchService(nowhere)));
      assertThat(refused.code()).isEqualTo(ErrorCode.INVALID);
      assertThat(refused.details()).hasSize(2);
    } finally {
      channel.shutdownNow();
    }
  }

  private static PatchServiceRequest patch(ServiceObject said, String... paths) {
    return PatchServiceRequest.newBuilder()
        .setServiceId("svc_orders")
        .setService(said)
        .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)))
        .build();
  }

  private static String path(String place) {
    return switch (place) {
      case "SERVICE" -> SERVICE;
      case "ENDPOINT" -> ENDPOINT;
      case "ROUTE" -> ROUTE;
      default -> BALANCER;
    };
  }

  /** An object as reads show it; endpoints are shown in lists. */
  private static JsonNode read(String path) {
    if (!path.equals(ENDPOINT)) {
      return mesh.get(path);
    }
    return mesh.get(SERVICE + "/endpoints").at("/endpoints/0");
  }

  private static void apply(String objects) {
    mesh.send("POST", "/api/apply", Plain.text("{'objects': [" + objects + "]}")).data();
  }
}
