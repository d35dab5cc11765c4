package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.translate.NodeMetadata.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is understood of what nodes say of themselves. */
final class ProxiesTest {
  private static final SocketAddress DEFAULT_OUTBOUND = new SocketAddress("127.0.0.1", 15001);

  private static Proxies.Identified identify(String id, String metadata) throws Exception {
    Node node = new Node(id, "c", "", "", struct(metadata), "envoy", "1.40.0", Set.of());
    return Proxies.of(node, NodeMetadata.DEFAULTS);
  }

  private static Struct struct(String json) throws InvalidProtocolBufferException {
    Struct.Builder struct = Struct.newBuilder();
    JsonFormat.parser().merge(json, struct);
    return struct.build();
  }

  @Test
  void aNodeThatSaysNothingIsASidecar() throws Exception {
    Proxies.Identified identified = identify("svc_orders~1", "{}");
    assertThat(identified.proxy()).isEqualTo(new Proxy.Sidecar(DEFAULT_OUTBOUND, List.of()));
    assertThat(identified.owner()).isEqualTo("svc_orders");
    assertThat(identified.metadata()).isEqualTo(NodeMetadata.DEFAULTS);
    assertThat(identified.problems()).isEmpty();
  }

  @Test
  void aSidecarSaysWhereItListens() throws Exception {
    Proxies.Identified identified =
        identify(
            "svc_orders~1",
            """
            {"tenant": "t", "namespace": "shop", "role": "sidecar", "drain_seconds": 60,
             "outbound": {"address": "127.0.0.2", "port": 15002},
             "inbound": [{"listen": "10.0.0.5:8080", "app": "127.0.0.1:9090"},
                         {"listen": "[fd00::5]:8081", "app": "[::1]:9091", "protocol": "grpc"}],
             "of": "someone else"}
            """);
    assertThat(identified.problems()).isEmpty();
    assertThat(identified.metadata().tenant()).isEqualTo("t");
    assertThat(identified.metadata().namespace()).isEqualTo("shop");
    assertThat(identified.metadata().drain()).isEqualTo(Duration.ofMinutes(1));
    assertThat(identified.proxy())
        .isEqualTo(
            new Proxy.Sidecar(
                new SocketAddress("127.0.0.2", 15002),
                List.of(
                    new Proxy.Inbound(
                        new SocketAddress("10.0.0.5", 8080),
                        new SocketAddress("127.0.0.1", 9090),
                        UpstreamProtocol.HTTP1),
                    new Proxy.Inbound(
                        new SocketAddress("fd00::5", 8081),
                        new SocketAddress("::1", 9091),
                        UpstreamProtocol.GRPC))));
  }

  @Test
  void aGatewaySaysItsAddresses() throws Exception {
    Proxies.Identified identified =
        identify(
            "edge.1~a", "{\"role\": \"gateway\", \"listen\": [{\"address\": \"0.0.0.0:80\"}]}");
    assertThat(identified.problems()).isEmpty();
    assertThat(identified.proxy())
        .isEqualTo(new Proxy.Gateway("edge_1", List.of(new SocketAddress("0.0.0.0", 80))));
  }

  @Test
  void aGatewayWithoutAddressesListensNowhere() throws Exception {
    Proxies.Identified identified = identify("edge~a", "{\"role\": \"gateway\"}");
    assertThat(identified.proxy()).isEqualTo(new Proxy.Gateway("edge", List.of()));
    assertThat(identified.problems())
        .containsExactly("listen: [] (expected: a gateway's addresses, [{address: IP:port}])");
  }

  @Test
  void aListenerThatAsksForMoreIsNotOpened() throws Exception {
    // To serve in plain text what was meant to be encrypted would be worse than not to serve it.
    Proxies.Identified identified =
        identify(
            "edge~a",
            """
            {"role": "gateway", "listen": [{"address": "0.0.0.0:443", "certificate_id": "c"},
                                           {"address": "0.0.0.0:80"}]}
            """);
    assertThat(identified.proxy())
        .isEqualTo(new Proxy.Gateway("edge", List.of(new SocketAddress("0.0.0.0", 80))));
    assertThat(identified.problems())
        .containsExactly("listen[0]: {address, certificate_id} (expected: {address: IP:port})");
  }

  @Test
  void aProxylessClientListensNowhere() throws Exception {
    assertThat(identify("svc_orders~1", "{\"role\": \"proxyless\"}").proxy())
        .isEqualTo(new Proxy.Proxyless(false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gRPC Java", "gRPC Node Pure JS", "gRPC Go", "gRPC C-core linux", "gRPC C-core"})
  void aGrpcLibraryIsProxylessWhateverItSays(String agent) throws Exception {
    for (String metadata : List.of("{}", "{\"role\": \"sidecar\"}")) {
      Node node = new Node("svc_a~1", "c", "", "", struct(metadata), agent, "1.85.1", Set.of());
      Proxies.Identified identified = Proxies.of(node, NodeMetadata.DEFAULTS);
      assertThat(identified.proxy()).isEqualTo(new Proxy.Proxyless(true));
      assertThat(identified.metadata().role()).isEqualTo(Role.PROXYLESS);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'role': 'boss'}                 | role: \"boss\" (expected: sidecar, gateway or proxyless)",
        "{'role': 7}                      | role: 7.0 (expected: sidecar, gateway or proxyless)",
        "{'tenant': ''}                   | tenant: \"\" (expected: a text)",
        "{'tenant': {'a': 1}}             | tenant: {a} (expected: a text)",
        "{'namespace': null}              | namespace: null (expected: a text)",
        "{'drain_seconds': -1}            | drain_seconds: -1.0 (expected: 0-86400)",
        "{'drain_seconds': 1.5}           | drain_seconds: 1.5 (expected: 0-86400)",
        "{'drain_seconds': 1e300}         | drain_seconds: 1.0E300 (expected: 0-86400)",
        "{'drain_seconds': '60'}          | drain_seconds: \"60\" (expected: 0-86400)",
        "{'outbound': 'x'}                | outbound: \"x\" (expected: {address: IP, port: 1-65535})",
        "{'outbound': {'address': 'localhost'}} | outbound: {address} (expected: {address: IP, port: 1-65535})",
        "{'outbound': {'port': 70000}}    | outbound: {port} (expected: {address: IP, port: 1-65535})",
        "{'inbound': {}}                  | inbound: {} (expected: a list of at most 64)",
        "{'inbound': ['x']}               | inbound[0]: \"x\" (expected: {listen: IP:port, app: IP:port, protocol: http, http2, grpc or tcp})",
        "{'inbound': [{'listen': '10.0.0.5:8080'}]} | inbound[0]: {listen} (expected: {listen: IP:port, app: IP:port, protocol: http, http2, grpc or tcp})",
        "{'inbound': [{'listen': '127.0.0.1:15001', 'app': '127.0.0.1:1'}]} | inbound[0]: 127.0.0.1:15001 (expected: an address that is used once)",
        "{'listen': [{'address': '0.0.0.0:0'}]} | listen[0]: {address} (expected: {address: IP:port})",
        "{'listen': [{'address': 'localhost:80'}]} | listen[0]: {address} (expected: {address: IP:port})",
      })
  void whatMakesNoSenseIsToldAndReplaced(String metadata, String problem) throws Exception {
    Proxies.Identified identified = identify("svc_orders~1", metadata.replace('\'', '"'));
    assertThat(identified.problems()).containsExactly(problem);
    assertThat(identified.proxy()).isEqualTo(new Proxy.Sidecar(DEFAULT_OUTBOUND, List.of()));
    assertThat(identified.metadata()).isEqualTo(NodeMetadata.DEFAULTS);
  }

  @Test
  void aNodeWithoutIdIsTold() throws Exception {
    assertThat(identify("~1", "{}").problems())
        .containsExactly("node.id: \"~1\" (expected: <service id or gateway>~<instance>)");
    assertThat(identify("svc_orders", "{}").owner()).isEqualTo("svc_orders");
  }

  @Test
  void howRoutesAreWantedIsReadOrAProblem() throws Exception {
    assertThat(identify("svc_a~1", "{}").metadata().routes()).isNull();
    assertThat(identify("svc_a~1", "{\"routes\": \"rds\"}").metadata().routes())
        .isEqualTo(RouteCarrier.RDS);
    assertThat(identify("svc_a~1", "{\"routes\": \"vhds\"}").problems())
        .containsExactly("routes: \"vhds\" (expected: rds or scoped)");
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    NodeMetadata sidecar =
        new NodeMetadata(
            "t",
            "shop",
            Role.SIDECAR,
            new SocketAddress("::1", 15002),
            List.of(
                new Proxy.Inbound(
                    new SocketAddress("fd00::5", 8080),
                    new SocketAddress("127.0.0.1", 9090),
                    UpstreamProtocol.HTTP2)),
            List.of(),
            Duration.ofMinutes(1));
    NodeMetadata gateway =
        new NodeMetadata(
            "default",
            "",
            Role.GATEWAY,
            DEFAULT_OUTBOUND,
            List.of(),
            List.of(new SocketAddress("0.0.0.0", 80), new SocketAddress("::", 81)),
            Duration.ofMinutes(1));
    for (NodeMetadata metadata :
        List.of(sidecar, gateway, sidecar.withRoutes(RouteCarrier.SCOPED))) {
      String json =
          new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(metadata.toTree());
      NodeMetadata.Parsed parsed = NodeMetadata.parse(struct(json), NodeMetadata.DEFAULTS);
      assertThat(parsed.problems()).isEmpty();
      assertThat(parsed.metadata()).isEqualTo(metadata);
    }
  }
}
